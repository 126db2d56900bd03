import { describe, expect, test } from 'vitest';
import { tf } from '../../index';

const { losses } = tf;
/** −log(1 / (1 + e⁻ˣ)). */
const softplus = (x: number) => Math.log1p(Math.exp(x));

function numbers(tensor: { dataSync(): ArrayLike<number> }): number[] {
  return Array.from(tensor.dataSync());
}

function expectClose(got: readonly number[], expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  got.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
}

describe('mean errors', () => {
  // Numbers of keras/src/losses/losses_test.py, before Keras averages over the batch and weighs by 2.3.
  const yTrue = [
    [1, 9, 2],
    [-5, -2, 6],
  ];
  const yPred = [
    [4, 8, 12],
    [8, 1, 3],
  ];

  test('keep the batch axis', () => {
    expectClose(numbers(losses.meanSquaredError(yTrue, yPred)), [110 / 3, 187 / 3]);
    expectClose(numbers(losses.meanAbsoluteError(yTrue, yPred)), [14 / 3, 19 / 3]);
    expect(losses.mse).toBe(tf.keras.losses.meanSquaredError);
  });

  test('labels [3] and predictions [3, 1] are brought to one rank', () => {
    const loss = losses.mse([4, 8, 12], [[3], [0], [1]]);
    expect(loss.shape).toEqual([3]);
    expectClose(numbers(loss), [1, 64, 121]);
    expectClose(numbers(losses.mse([[4], [8], [12]], [3, 0, 1])), [1, 64, 121]);
  });

  test('whole-number labels take the predictions dtype', () => {
    expectClose(numbers(losses.mse(Int32Array.of(1, 2), tf.constant([1.5, 2.5]))), [0.25]);
  });
});

describe('binaryCrossentropy', () => {
  test('of probabilities', () => {
    const loss = losses.binaryCrossentropy([[1, 0]], [[0.9, 0.2]]);
    expectClose(numbers(loss), [-(Math.log(0.9) + Math.log(0.8)) / 2]);
  });

  test('of logits is the same', () => {
    const loss = losses.binaryCrossentropy([[1, 0]], [[2, -1]], { fromLogits: true });
    expectClose(numbers(loss), [(softplus(-2) + softplus(-1)) / 2]);
  });

  test('keeps away from log 0 by 1e-7', () => {
    expectClose(numbers(losses.binaryCrossentropy([[1]], [[0]])), [-Math.log(1e-7)]);
  });

  test('labelSmoothing pulls labels towards one half', () => {
    const smoothed = losses.binaryCrossentropy([[1, 0]], [[0.9, 0.2]], { labelSmoothing: 0.2 });
    const same = losses.binaryCrossentropy([[0.9, 0.1]], [[0.9, 0.2]]);
    expectClose(numbers(smoothed), numbers(same));
  });
});

describe('categorical cross-entropies', () => {
  const logits = [
    [1, 2, 3],
    [0, 5, -1],
  ];
  const logSumExp = (row: number[]) => Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
  const expected = [logSumExp(logits[0]) - 3, logSumExp(logits[1]) - 0];

  test('of logits, one-hot and by class number', () => {
    const oneHot = [
      [0, 0, 1],
      [1, 0, 0],
    ];
    expectClose(numbers(losses.categoricalCrossentropy(oneHot, logits, { fromLogits: true })), expected);
    expectClose(numbers(losses.sparseCategoricalCrossentropy([2, 0], logits, { fromLogits: true })), expected);
    expectClose(numbers(losses.sparseCategoricalCrossentropy([[2], [0]], logits, { fromLogits: true })), expected);
  });

  test('of probabilities, which are scaled to sum to 1', () => {
    const loss = losses.categoricalCrossentropy([[0, 1, 0]], [[1, 2, 1]]);
    expectClose(numbers(loss), [Math.log(2)]);
    expectClose(numbers(losses.sparseCategoricalCrossentropy([1], [[0.25, 0.5, 0.25]])), [Math.log(2)]);
  });

  test('labelSmoothing spreads a share over the classes', () => {
    const smoothed = losses.categoricalCrossentropy([[0, 1]], [[0.25, 0.75]], { labelSmoothing: 0.1 });
    expectClose(numbers(smoothed), [-(0.05 * Math.log(0.25) + 0.95 * Math.log(0.75))]);
  });

  test('shapes that differ are refused in Keras words', () => {
    expect(() => losses.categoricalCrossentropy([[0, 1]], [[0.2, 0.3, 0.5]])).toThrow(
      'arguments `target` and `output` must have the same shape. Received: target.shape=(1, 2), output.shape=(1, 3)',
    );
  });

  test('the gradient of the logits is softmax − labels', () => {
    const x = tf.constant([[1, 2, 3]]);
    const tape = new tf.GradientTape();
    tape.watch(x);
    const loss = tape.record(() => losses.categoricalCrossentropy([[0, 0, 1]], x, { fromLogits: true }));
    const total = Math.exp(1) + Math.exp(2) + Math.exp(3);
    expectClose(numbers(tape.gradient(loss, x)!), [Math.exp(1) / total, Math.exp(2) / total, Math.exp(3) / total - 1]);
  });
});
