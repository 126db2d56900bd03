import { describe, expect, test } from 'vitest';
import { DTypeError, tf, ValueError } from '../../index';
import { gradient, numbers } from '../../testing/gradients';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;

describe('cumsum', () => {
  test('exclusive and reverse, as TensorFlow documents them', () => {
    const x = tf.constant([2, 4, 6, 8]);
    expect(numbers(tf.cumsum(x))).toEqual([2, 6, 12, 20]);
    expect(numbers(tf.cumsum(x, { exclusive: true }))).toEqual([0, 2, 6, 12]);
    expect(numbers(tf.cumsum(x, { reverse: true }))).toEqual([20, 18, 14, 8]);
    expect(numbers(tf.cumsum(x, { exclusive: true, reverse: true }))).toEqual([18, 14, 8, 0]);
  });

  test('integers stay whole, nothing stays nothing, and NaN stays from where it is', () => {
    expect(tf.cumsum(new Int32Array([1, 2, 3])).dtype).toBe('int32');
    expect(tf.cumsum(tf.zeros([0, 2])).shape).toEqual([0, 2]);
    expect(numbers(tf.cumsum([1, NAN, 2]))).toEqual([1, NAN, NAN]);
  });

  test('throws for an axis that is not there, a scalar and bools', () => {
    expect(() => tf.cumsum([1, 2], { axis: 1 })).toThrow(ValueError);
    expect(() => tf.cumsum(1)).toThrow('cumsum: axis 0 is out of range for rank 0');
    expect(() => tf.cumsum([true])).toThrow(DTypeError);
  });
});

describe('cumprod', () => {
  test('exclusive and reverse', () => {
    const x = tf.constant([2, 3, 5]);
    expect(numbers(tf.math.cumprod(x))).toEqual([2, 6, 30]);
    expect(numbers(tf.math.cumprod(x, { exclusive: true }))).toEqual([1, 2, 6]);
    expect(numbers(tf.math.cumprod(x, { exclusive: true, reverse: true }))).toEqual([15, 5, 1]);
  });

  test('has a gradient at zeros, where dividing by the element gives none', () => {
    // y = [a, ab, abc, abcd] at [2, 0, 3, 0]: dy/da = 1 + b + bc + bcd, dy/db = a + ac + acd, …
    expect(gradient((x) => tf.math.cumprod(x), [2, 0, 3, 0])).toEqual([1, 8, 0, 0]);
    expect(gradient((x) => tf.math.cumprod(x, { exclusive: true }), [0, 0, 3])).toEqual([1, 0, 0]);
    expect(gradient((x) => tf.math.cumprod(x, { reverse: true }), [3, 0, 2])).toEqual([0, 8, 1]);
  });

  test('integer products wrap', () => {
    expect(numbers(tf.math.cumprod(new Int32Array([65537, 65537, 3])))).toEqual([65537, 131073, 393219]);
  });
});

describe('cumulativeLogsumexp', () => {
  test('does not overflow, and begins an exclusive walk with the lowest number', () => {
    const [first, second] = numbers(tf.math.cumulativeLogsumexp([800, 800]));
    expect(first).toBe(800);
    expect(second).toBeCloseTo(800 + Math.LN2, 3);
    const lowest = -3.4028234663852886e38;
    expect(numbers(tf.math.cumulativeLogsumexp([1, 5], { exclusive: true }))).toEqual([lowest, 1]);
    expect(numbers(tf.math.cumulativeLogsumexp([-INF, 3, INF, NAN, 1]))).toEqual([-INF, 3, INF, NAN, NAN]);
  });

  test('shares its gradient out', () => {
    const e = Math.E;
    // y = [0, ln(1 + e)] at [0, 1]
    const [a, b] = gradient((x) => tf.math.cumulativeLogsumexp(x), [0, 1]);
    expect(a).toBeCloseTo(1 + 1 / (1 + e), 6);
    expect(b).toBeCloseTo(e / (1 + e), 6);
    expect(gradient((x) => tf.math.cumulativeLogsumexp(x, { exclusive: true }), [0, 1])).toEqual([1, 0]);
    expect(gradient((x) => tf.math.cumulativeLogsumexp(x), [-INF, 800])).toEqual([0, 1]);
  });
});
