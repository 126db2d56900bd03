import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError, tf, type Tensor, ValueError } from '../../index';

const close = (actual: Tensor, expected: number[]) =>
  Array.from(actual.dataSync()).forEach((one, i) => {
    if (Number.isNaN(expected[i])) expect(one).toBeNaN();
    else expect(one).toBeCloseTo(expected[i], 6);
  });

describe('clipByNorm', () => {
  // The example of TensorFlow's own page.
  test("as TensorFlow's page has it", () => {
    close(tf.clipByNorm([[1, 2, 3, 4, 5]], 2), [0.26967996, 0.5393599, 0.80903983, 1.0787199, 1.3483998]);
  });

  test('by rows, and not when short enough', () => {
    const x = [
      [3, 4],
      [0.3, 0.4],
    ];
    close(tf.clipByNorm(x, 1, { axes: [1] }), [0.6, 0.8, 0.3, 0.4]);
    close(tf.clipByNorm(x, 10), [3, 4, 0.3, 0.4]);
  });

  test('zeros, infinities and NaN', () => {
    const x = new tf.Variable([0, 0]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.clipByNorm(x, 2));
    close(y, [0, 0]);
    close(tape.gradient(y, x)!, [1, 1]);
    close(tf.clipByNorm([Infinity, 1], 2), [NaN, 0]);
    close(tf.clipByNorm([NaN, 1], 2), [NaN, NaN]);
    expect(tf.clipByNorm(tf.zeros([0]), 1).shape).toEqual([0]);
  });

  test('errors', () => {
    expect(() => tf.clipByNorm([1, 2], [1, 2, 3])).toThrow(ShapeError);
    expect(() => tf.clipByNorm(1, [1, 2])).toThrow('clipByNorm: a norm of shape [2] does not broadcast to []');
    expect(() => tf.clipByNorm([1, 2], 1, { axes: [1] })).toThrow(ValueError);
    expect(() => tf.clipByNorm(tf.constant([1], { dtype: 'int32' }), 1)).toThrow(DTypeError);
  });
});

describe('clipByGlobalNorm', () => {
  const parts = [tf.constant([3, 0]), tf.constant([[4]])];

  test('all by the same factor', () => {
    const [clipped, norm] = tf.clipByGlobalNorm(parts, 1);
    expect(norm.itemSync()).toBe(5);
    close(clipped[0]!, [0.6, 0]);
    close(clipped[1]!, [0.8]);
    expect(clipped[1]!.shape).toEqual([1, 1]);
    expect(tf.clipByGlobalNorm(parts, 8)[0][0]!.arraySync()).toEqual([3, 0]);
  });

  test('with a norm that is given, and nulls left where they are', () => {
    const [clipped, norm] = tf.clipByGlobalNorm([null, ...parts], 1, { useNorm: 10 });
    expect(norm.itemSync()).toBe(10);
    expect(clipped[0]).toBeNull();
    close(clipped[1]!, [0.3, 0]);
  });

  test('an infinite norm makes everything NaN', () => {
    const [clipped, norm] = tf.clipByGlobalNorm([tf.constant([1, 2]), tf.constant([Infinity])], 1);
    expect(norm.itemSync()).toBe(Infinity);
    close(clipped[0]!, [NaN, NaN]);
  });

  test('errors', () => {
    expect(() => tf.clipByGlobalNorm([], 1)).toThrow('clipByGlobalNorm: expected at least one tensor, got none');
    expect(() => tf.clipByGlobalNorm([null], 1)).toThrow(ValueError);
  });
});

describe('globalNorm', () => {
  test('of several tensors as one vector', () => {
    expect(tf.linalg.globalNorm([[2, 3], [[6]], null]).itemSync()).toBe(7);
    expect(tf.linalg.globalNorm([tf.zeros([0])]).itemSync()).toBe(0);
  });

  test('errors', () => {
    expect(() => tf.linalg.globalNorm([null])).toThrow('globalNorm: expected at least one tensor, got none');
    expect(() => tf.linalg.globalNorm([tf.constant(1), tf.constant(1, { dtype: 'float64' })])).toThrow(
      'globalNorm: expected tensors of one dtype, got float32 and float64',
    );
  });
});
