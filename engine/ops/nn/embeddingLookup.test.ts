import { expect, test } from 'vitest';
import { DTypeError, tf, ValueError } from '../../index';

const table = tf.constant([
  [3, 4],
  [0, 0],
  [0.3, 0.4],
]);

test('rows by their number, in the shape of the ids', () => {
  const found = tf.nn.embeddingLookup(table, [[2, 0]]);
  expect(found.shape).toEqual([1, 2, 2]);
  expect(found.dataSync()).toEqual(Float32Array.of(0.3, 0.4, 3, 4));
  expect(tf.nn.embeddingLookup([[1], [2]], 1).arraySync()).toEqual([2]);
});

test('a table in parts', () => {
  const rest = tf.constant([[7, 8]]);
  expect(tf.nn.embeddingLookup([table, rest], [3, 0]).arraySync()).toEqual([
    [7, 8],
    [3, 4],
  ]);
});

test('maxNorm shortens long rows only, and a row of zeros has a gradient', () => {
  const weights = new tf.Variable(table);
  const tape = new tf.GradientTape();
  const rows = tape.record(() => tf.nn.embeddingLookup(weights, [0, 1, 2], { maxNorm: 1 }));
  [0.6, 0.8, 0, 0, 0.3, 0.4].forEach((one, i) => expect(rows.dataSync()[i]).toBeCloseTo(one, 6));
  const gradient = tape.gradient(rows, weights)!.dataSync();
  // By (3, 4): (∂/∂a + ∂/∂b) of (a, b) / 5 · its sum, which is (16 − 12, 9 − 12) / 125.
  [4 / 125, -3 / 125, 1, 1, 1, 1].forEach((one, i) => expect(gradient[i]).toBeCloseTo(one, 6));
});

test('errors', () => {
  expect(() => tf.nn.embeddingLookup(table, [0, 3])).toThrow('embeddingLookup: id 3 is out of range for 3 rows');
  expect(() => tf.nn.embeddingLookup(table, [-1])).toThrow(ValueError);
  expect(() => tf.nn.embeddingLookup(table, tf.constant([1.5]))).toThrow(DTypeError);
  expect(() => tf.nn.embeddingLookup(5, 0)).toThrow(ValueError);
});
