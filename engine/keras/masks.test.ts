/** Masks on their way through layers to losses and metrics; the numbers are those of Keras' rules, worked out by hand. */
import { beforeEach, describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../index';
import { maskOf } from './masks';
import { clearSession } from './names';

const { layers } = tf.keras;

beforeEach(clearSession);

/** Steps [1, 2, 0] with features one above the other. */
function embedded(): Tensor {
  return new layers.Embedding(3, 1, { maskZero: true, embeddingsInitializer: 'ones' }).call(
    tf.constant([[1, 2, 0]], { dtype: 'int32' }),
  );
}

function maskIn(tensor: Tensor): unknown {
  return maskOf(tensor)?.arraySync() ?? null;
}

describe('a mask', () => {
  test('comes from an embedding and from Masking', () => {
    expect(maskIn(embedded())).toEqual([[true, true, false]]);
    const masked = new layers.Masking({ maskValue: 9 }).call([
      [
        [9, 9],
        [9, 1],
      ],
    ]);
    expect(masked.arraySync()).toEqual([
      [
        [0, 0],
        [9, 1],
      ],
    ]);
    expect(maskIn(masked)).toEqual([[false, true]]);
    expect(maskIn(new layers.Embedding(3, 1).call([[0]]))).toBe(null);
  });

  test('passes layers that support it', () => {
    const x = embedded();
    for (const layer of [
      new layers.Dense(2),
      new layers.Activation('relu'),
      new layers.Dropout(0.5),
      new layers.LayerNormalization(),
      new layers.SimpleRNN(2, { returnSequences: true }),
    ]) {
      expect(maskIn(layer.call(x)), layer.name).toEqual([[true, true, false]]);
    }
    expect(maskIn(new layers.SimpleRNN(2).call(x))).toBe(null);
    expect(maskIn(new layers.GlobalAveragePooling1D().call(x))).toBe(null);
  });

  test('is joined where tensors are', () => {
    const [x, y] = [embedded(), new layers.Masking().call([[[0], [0], [1]]])];
    expect(maskIn(new layers.Add().call([x, y]))).toEqual([[true, true, true]]);
    expect(maskIn(new layers.Add().call([x, tf.ones([1, 3, 1])]))).toBe(null);
    expect(maskIn(new layers.Concatenate({ axis: 1 }).call([x, y]))).toEqual([[true, true, false, false, false, true]]);
  });

  test('leaves steps out of recurrent layers, means and attention', () => {
    const x = new layers.Masking({ maskValue: 7 }).call([[[1], [3], [7]]]);
    expect(new layers.GlobalAveragePooling1D().call(x).arraySync()).toEqual([[2]]);
    const options = { activation: 'linear', kernelInitializer: 'ones', recurrentInitializer: 'ones' };
    expect(new layers.SimpleRNN(1, options).call(x).arraySync()).toEqual([[4]]);
    const attention = new layers.MultiHeadAttention(1, 1, { useBias: false });
    const [, scores] = attention.call<Tensor[]>([x, x], { returnAttentionScores: true } as object);
    expect((scores.arraySync() as number[][][][])[0][0].slice(0, 2).map((row) => row[2])).toEqual([0, 0]);
  });

  test('weighs the loss and the metrics', () => {
    const predictions = new layers.Masking({ maskValue: 7 }).call([[[1], [3], [7]]]);
    const labels = tf.zeros([1, 3, 1]);
    // (1 + 9) / 2 of the steps that count.
    expect(new tf.keras.losses.MeanSquaredError().call(labels, predictions).itemSync()).toBeCloseTo(5, 6);
    const metric = new tf.keras.metrics.MeanSquaredError();
    metric.updateState(labels, predictions);
    expect(metric.result().itemSync()).toBeCloseTo(5, 6);
  });

  test('goes through a model, traced too', async () => {
    const model = new tf.keras.Sequential([
      new layers.Embedding(3, 1, { maskZero: true, embeddingsInitializer: 'ones' }),
      new layers.Dense(1, { kernelInitializer: 'ones' }),
    ]);
    for (const runEagerly of [true, false]) {
      model.compile({ loss: 'mse', runEagerly, metrics: ['mse'] });
      // Errors 1, 1 and, left out, 81.
      const values = await model.evaluate([[1, 2, 0]], [[[0], [0], [10]]]);
      expect(values).toEqual([1, 1]);
    }
  });
});
