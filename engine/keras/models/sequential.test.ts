import { beforeEach, describe, expect, test } from 'vitest';
import { tf } from '../../index';
import { resetTunables, tunables } from '../../tape/tunables';
import { clearSession } from '../names';

const { layers, Sequential } = tf.keras;

beforeEach(() => {
  clearSession();
  tf.random.setSeed(5);
});

describe('weights', () => {
  test('come on the first call, in Keras order, with Keras names', () => {
    const model = new Sequential([new layers.Dense(3), new layers.Dense(1, { useBias: false })]);
    expect(model.trainableVariables).toEqual([]);
    expect(model.call([[1, 2]]).shape).toEqual([1, 1]);
    expect(model.trainableVariables.map((one) => `${one.path} [${one.shape.join(', ')}]`)).toEqual([
      'sequential/dense/kernel [2, 3]',
      'sequential/dense/bias [3]',
      'sequential/dense_1/kernel [3, 1]',
    ]);
  });

  test('names are unique in a run and start anew with the next', () => {
    const [a, b] = [new Sequential([new layers.Dense(1)]), new Sequential([new layers.Dense(1)])];
    expect([a.name, a.layers[0].name, b.name, b.layers[0].name]).toEqual([
      'sequential',
      'dense',
      'sequential_1',
      'dense_1',
    ]);
    clearSession();
    expect(new Sequential().name).toBe('sequential');
  });

  test('exist at once behind an Input', () => {
    const model = new Sequential([tf.keras.Input({ shape: [4] }), new layers.Dense(2)]);
    expect(model.built).toBe(true);
    expect(model.countParams()).toBe(10);
    expect(model.layers.length).toBe(1);
  });

  test('setWeights gives them back as they were, and refuses other shapes', () => {
    const model = new Sequential([new layers.Dense(2)]);
    model.build([null, 1]);
    model.setWeights([[[1, 2]], [3, 4]]);
    expect(model.getWeights().map((one) => one.arraySync())).toEqual([[[1, 2]], [3, 4]]);
    expect(model.call([[10]]).arraySync()).toEqual([[13, 24]]);
    expect(() => model.setWeights([[[1, 2]]])).toThrow(
      "on layer 'sequential' with a weight list of length 1, but the layer was expecting 2 weights",
    );
    expect(() => model.setWeights([[[1, 2, 3]], [3, 4]])).toThrow(
      '(1, 2) is not compatible with provided weight shape',
    );
    expect(model.getWeights()[1].arraySync()).toEqual([3, 4]);
  });

  test('start from pinned values', () => {
    const asked: string[] = [];
    tunables.resolve = ({ key, shape, proposed }) => {
      asked.push(`${key} [${shape.join(', ')}] of ${proposed().length}`);
      return key === 'sequential/dense/kernel#0' ? [7] : null;
    };
    try {
      resetTunables();
      const model = new Sequential([new layers.Dense(1)]);
      expect(model.call([[1]]).arraySync()).toEqual([[7]]);
    } finally {
      tunables.resolve = null;
    }
    expect(asked).toEqual(['sequential/dense/kernel#0 [1, 1] of 1', 'sequential/dense/bias#0 [1] of 1']);
  });
});

describe('layers', () => {
  test('Dense works over the last axis of any rank', () => {
    const dense = new layers.Dense(2, { kernelInitializer: 'ones', activation: 'relu' });
    const inputs = tf.reshape(tf.constant([1, 2, -3, -4, 5, 6, 7, 8]), [2, 2, 2]);
    expect(dense.call(inputs).arraySync()).toEqual([
      [
        [3, 3],
        [0, 0],
      ],
      [
        [11, 11],
        [15, 15],
      ],
    ]);
  });

  test('Dense refuses what does not fit, in Keras words', () => {
    const dense = new layers.Dense(1);
    expect(() => dense.call([1, 2])).toThrow(
      'Input 0 of layer "dense" is incompatible with the layer: expected min_ndim=2, found ndim=1. Full shape received: (2,)',
    );
    dense.call([[1, 2]]);
    expect(() => dense.call([[1, 2, 3]])).toThrow(
      'Input 0 of layer "dense" is incompatible with the layer: expected axis -1 of input shape to have value 2, but received input with shape (1, 3)',
    );
    expect(() => new layers.Dense(0)).toThrow('Received an invalid value for `units`');
    expect(() => new layers.Dense(1, { activation: 'rellu' })).toThrow(
      'Could not interpret activation function identifier: rellu',
    );
  });

  test('Flatten and Activation', () => {
    const model = new Sequential([new layers.Flatten(), new layers.Activation('tanh')]);
    const y = model.call(tf.zeros([2, 3, 4]));
    expect(y.shape).toEqual([2, 12]);
    expect(model.layers.map((layer) => layer.name)).toEqual(['flatten', 'activation']);
  });
});

describe('compile, fit, evaluate, predict', () => {
  const x = Array.from({ length: 40 }, (_, i) => [i / 20 - 1]);
  const y = x.map(([value]) => [3 * value - 0.5]);

  test('fit learns a line, and its history falls', async () => {
    const model = new Sequential([new layers.Dense(1)]);
    model.compile({ optimizer: new tf.optimizers.SGD({ learningRate: 0.1 }), loss: 'mse', metrics: ['mae'] });
    const { history, epoch } = await model.fit(x, y, { epochs: 40, batchSize: 16 });
    expect(epoch.length).toBe(40);
    expect(history.loss[39]).toBeLessThan(1e-3);
    expect(history.loss[39]).toBeLessThan(history.loss[0]);
    const [loss, mae] = (await model.evaluate(x, y)) as number[];
    expect(loss).toBeLessThan(1e-3);
    expect(mae).toBeLessThan(0.05);
    const predictions = await model.predict(x);
    expect(predictions.shape).toEqual([40, 1]);
    expect(predictions.dataSync()[39]).toBeCloseTo(y[39][0], 1);
  });

  test('the same seed trains the same weights', async () => {
    const train = async () => {
      clearSession();
      tf.random.setSeed(11);
      const model = new Sequential([new layers.Dense(1)]);
      model.compile({ optimizer: 'adam', loss: 'mse' });
      await model.fit(x, y, { epochs: 2 });
      return model.getWeights().map((one) => one.arraySync());
    };
    expect(await train()).toEqual(await train());
  });

  test('accuracy suits labels by class number', async () => {
    const model = new Sequential([new layers.Dense(2)]);
    model.build([null, 1]);
    model.setWeights([[[-1, 1]], [0, 0]]);
    model.compile({
      optimizer: 'sgd',
      loss: (labels, logits) => tf.losses.sparseCategoricalCrossentropy(labels, logits, { fromLogits: true }),
    });
    expect(await model.evaluate([[2], [-2]], [1, 0])).toBeCloseTo(Math.log1p(Math.exp(-4)), 5);
    model.compile({ optimizer: 'sgd', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
    const [, accuracy] = (await model.evaluate([[2], [-2], [3], [1]], [1, 0, 0, 1])) as number[];
    expect(accuracy).toBe(0.75);
  });

  test('sizes that differ and a missing compile are refused', async () => {
    const model = new Sequential([new layers.Dense(1)]);
    expect(() => model.fit(x, y)).toThrow('You must call `compile()` before calling `fit()`.');
    model.compile({ loss: 'mse' });
    await expect(model.fit(x, y.slice(1))).rejects.toThrow("'x' sizes: 40, 'y' sizes: 39");
    expect(() => model.compile({ loss: 'mze' })).toThrow('Could not interpret loss identifier: mze');
  });
});
