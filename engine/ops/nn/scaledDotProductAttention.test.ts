import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError, tf, type Tensor } from '../../index';

const query = [
  [1, 0],
  [0, 2],
  [1, 1],
];
const key = [
  [1, 1],
  [0, 1],
  [2, -1],
];
const value = [
  [1, 2],
  [3, 4],
  [5, 6],
];
const mask = [
  [true, false, true],
  [false, true, false],
  [true, true, false],
];
const attend = tf.nn.scaledDotProductAttention;
const close = (actual: Tensor, expected: number[]) =>
  Array.from(actual.dataSync()).forEach((one, i) => expect(one).toBeCloseTo(expected[i], 5));

// The reference numbers are PyTorch's.
describe('averages of the values', () => {
  test('of all of them', () => {
    close(attend(query, key, value), [3.58396, 4.58396, 2.086114, 3.086114, 2.48953, 3.48953]);
  });

  test('with a scale of one’s own', () => {
    close(attend(query, key, value, { scale: 1 }), [3.841025, 4.841025, 2.027224, 3.027224, 2.271649, 3.271649]);
  });

  test('of those before', () => {
    close(attend(query, key, value, { isCausal: true }), [1, 2, 2, 3, 2.48953, 3.48953]);
  });

  test('of those that the mask leaves', () => {
    close(attend(query, key, value, { mask }), [3.679046, 4.679046, 3, 4, 1.660477, 2.660477]);
    close(tf.slice(attend(query, key, value, { mask, isCausal: true }), [2, 0], [1, 2]), [1.660477, 2.660477]);
  });

  test('a query that sees nothing takes all evenly, without NaN', () => {
    const x = new tf.Variable(query);
    const tape = new tf.GradientTape();
    const y = tape.record(() => attend(x, key, value, { mask: [false, false, false] }));
    close(y, [3, 4, 3, 4, 3, 4]);
    close(tape.gradient(y, x) as Tensor, [0, 0, 0, 0, 0, 0]);
  });

  test('batch axes broadcast', () => {
    expect(attend(tf.ones([5, 1, 3, 2]), tf.ones([2, 4, 2]), tf.ones([4, 7])).shape).toEqual([5, 2, 3, 7]);
  });
});

test('errors', () => {
  expect(() => attend(tf.ones([3, 2]), tf.ones([3, 4]), tf.ones([3, 2]))).toThrow(
    'scaledDotProductAttention: expected query […, T, d], key […, S, d] and value […, S, e], got [3, 2], [3, 4], [3, 2]',
  );
  expect(() => attend([1, 2], [1, 2], [1, 2])).toThrow(ShapeError);
  expect(() => attend(query, key, value, { mask: [[1, 0, 1]] })).toThrow(DTypeError);
  expect(() => attend(query, key, value, { mask: [true, false] })).toThrow(
    'scaledDotProductAttention: shapes do not broadcast: [2] and [3, 3]',
  );
});
