import { describe, expect, test } from 'vitest';
import { DTypeError, tf, ValueError } from '../../index';
import { gradient } from '../../testing/gradients';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;

describe('variance and standard deviation', () => {
  test("TensorFlow's own example", () => {
    const x = tf.constant([
      [1, 2],
      [3, 4],
    ]);
    expect(tf.math.reduceVariance(x).arraySync()).toBe(1.25);
    expect(tf.math.reduceVariance(x, { axis: 0 }).arraySync()).toEqual([1, 1]);
    expect(tf.math.reduceVariance(x, { axis: 1 }).arraySync()).toEqual([0.25, 0.25]);
    expect(tf.math.reduceStd(x, { axis: 1, keepdims: true }).arraySync()).toEqual([[0.5], [0.5]]);
  });

  test('of nothing they are NaN; of equal elements the root has no gradient', () => {
    expect(tf.math.reduceVariance(tf.zeros([0])).itemSync()).toBeNaN();
    expect(gradient((x) => tf.math.reduceVariance(x), [3, 3])).toEqual([0, 0]);
    expect(gradient((x) => tf.math.reduceStd(x), [3, 3])).toEqual([NAN, NAN]);
  });

  test('integers throw', () => {
    expect(() => tf.math.reduceVariance(new Int32Array([1, 2]))).toThrow(DTypeError);
    expect(() => tf.math.reduceStd(new Int32Array([1, 2]))).toThrow('reduceStd: expected a float dtype, got int32 [2]');
  });
});

describe('norms', () => {
  const x = tf.constant([
    [1, -2, 3],
    [-4, 5, -6],
  ]);

  test.each([
    ['euclidean', undefined, Math.sqrt(91)],
    [1, undefined, 21],
    [Infinity, undefined, 6],
    [3, undefined, Math.cbrt(441)],
    ['fro' as const, [0, 1], Math.sqrt(91)],
    [1, [0, 1], 9],
    [2, [0, 1], 9.508032], // NumPy
    [Infinity, [0, 1], 15],
    [1, [1, 0], 15],
  ])('ord %s, axis %j', (ord, axis, expected) => {
    expect(tf.norm(x, { ord: ord as number, axis }).itemSync()).toBeCloseTo(expected, 5);
  });

  test('along an axis, kept or not', () => {
    expect(tf.norm(x, { ord: 1, axis: 1 }).arraySync()).toEqual([6, 15]);
    expect(tf.linalg.norm(x, { ord: Infinity, axis: 0, keepdims: true }).arraySync()).toEqual([[4, 5, 6]]);
    expect(tf.math.reduceEuclideanNorm([[3, 4]], { axis: 1 }).arraySync()).toEqual([5]);
  });

  test('the Euclidean norm has no gradient at 0', () => {
    expect(gradient((one) => tf.norm(one), [0, 0])).toEqual([NAN, NAN]);
  });

  test('throws for orders and axes that are none', () => {
    expect(() => tf.norm(x, { ord: 'fro' })).toThrow('norm: expected the ord of a vector');
    expect(() => tf.norm(x, { ord: -1 })).toThrow(ValueError);
    expect(() => tf.norm(x, { ord: 3, axis: [0, 1] })).toThrow('norm: expected the ord of a matrix');
    expect(() => tf.norm(x, { axis: [0, -2] })).toThrow(ValueError);
    expect(() => tf.norm(x, { axis: [0] })).toThrow('norm: expected null, a number or two axes');
    expect(() => tf.norm(new Int32Array(2))).toThrow(DTypeError);
  });
});

describe('argmax and argmin', () => {
  test('the first of several, NaN never over a number', () => {
    expect(tf.argmax([1, 7, 7]).itemSync()).toBe(1);
    expect(tf.argmax([NAN, 1, 3, NAN]).itemSync()).toBe(2);
    expect(tf.argmin([NAN, 1, 3, NAN]).itemSync()).toBe(1);
    expect(tf.argmax([NAN, NAN]).itemSync()).toBe(0);
    expect(tf.argmax([-INF, -INF]).itemSync()).toBe(0);
  });

  test('int32 is what there is', () => {
    expect(tf.argmax([1, 2], { outputType: 'int32' }).dtype).toBe('int32');
    expect(() => tf.argmax([1, 2], { outputType: 'int64' as 'int32' })).toThrow(
      'argmax: expected the outputType int32, got int64',
    );
  });
});
