import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError, tf, ValueError } from '../../index';
import { gradient, numbers } from '../../testing/gradients';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;

describe('sort and argsort', () => {
  const x = tf.constant([1, 10, 26.9, 2.8, 166.32, 62.3]);

  test("TensorFlow's own example", () => {
    expect(numbers(tf.argsort(x))).toEqual([0, 3, 1, 2, 5, 4]);
    expect(numbers(tf.argsort(x, { direction: 'DESCENDING' }))).toEqual([4, 5, 2, 1, 3, 0]);
    const [, , , , largest] = numbers(x);
    expect(numbers(tf.sort(x, { direction: 'DESCENDING' }))[0]).toBe(largest);
  });

  test('along any axis', () => {
    const m = tf.constant([
      [3, 1],
      [2, 5],
    ]);
    expect(tf.sort(m).arraySync()).toEqual([
      [1, 3],
      [2, 5],
    ]);
    expect(tf.sort(m, { axis: 0, direction: 'DESCENDING' }).arraySync()).toEqual([
      [3, 5],
      [2, 1],
    ]);
  });

  test('equal elements keep their order in both directions', () => {
    expect(numbers(tf.argsort([2, 1, 2, 1, -0, 0], { stable: true }))).toEqual([4, 5, 1, 3, 0, 2]);
    expect(numbers(tf.argsort([2, 1, 2, 1], { direction: 'DESCENDING' }))).toEqual([0, 2, 1, 3]);
  });

  test('NaN counts as the largest', () => {
    expect(numbers(tf.sort([NAN, 1, INF, -INF]))).toEqual([-INF, 1, INF, NAN]);
    expect(numbers(tf.sort([1, NAN, INF], { direction: 'DESCENDING' }))).toEqual([NAN, INF, 1]);
  });

  test('integers and nothing', () => {
    const ends = tf.sort(new Int32Array([2147483647, 0, -2147483648]));
    expect(ends.dtype).toBe('int32');
    expect(numbers(ends)).toEqual([-2147483648, 0, 2147483647]);
    expect(tf.sort(tf.zeros([0])).shape).toEqual([0]);
    expect(tf.sort(tf.zeros([2, 0])).shape).toEqual([2, 0]);
  });

  test('the gradient goes back to where each element came from', () => {
    expect(gradient((one) => tf.multiply(tf.sort(one), [1, 2, 3]), [5, 4, 6])).toEqual([2, 1, 3]);
  });

  test('throws for a scalar, bools and another direction', () => {
    expect(() => tf.sort(1)).toThrow('sort: axis -1 is out of range for rank 0');
    expect(() => tf.argsort([true])).toThrow(DTypeError);
    expect(() => tf.sort([1], { direction: 'UP' as 'ASCENDING' })).toThrow(ValueError);
  });
});

describe('topK', () => {
  test('the largest, and where they are; of equal ones the first', () => {
    const { values, indices } = tf.math.topK([1, 3, 2, 3], { k: 3 });
    expect(numbers(values)).toEqual([3, 3, 2]);
    expect(numbers(indices)).toEqual([1, 3, 2]);
    expect(indices.dtype).toBe('int32');
    expect(tf.nn.topK([[4, 7]]).values.arraySync()).toEqual([[7]]);
  });

  test('a few of many are found without sorting, with the same answer', () => {
    const x = Array.from({ length: 100 }, (_, i) => (i === 7 ? NAN : (i * 37) % 50));
    const few = numbers(tf.math.topK(x, { k: 10 }).indices);
    expect(few).toEqual(numbers(tf.math.topK(x, { k: 100 }).indices).slice(0, 10));
    expect(few[0]).toBe(7);
    expect(tf.math.topK(x, { k: 0 }).values.shape).toEqual([0]);
  });

  test('the gradient goes to the places that were picked', () => {
    expect(gradient((x) => tf.multiply(tf.math.topK(x, { k: 2 }).values, [10, 20]), [1, 4, 3])).toEqual([0, 10, 20]);
  });

  test('throws for a scalar, bools and more than there are', () => {
    expect(() => tf.math.topK([1, 2], { k: 3 })).toThrow('topK: expected a whole k from 0 to 2 for shape [2], got 3');
    expect(() => tf.math.topK(1)).toThrow(ShapeError);
    expect(() => tf.math.topK([true])).toThrow(DTypeError);
  });
});
