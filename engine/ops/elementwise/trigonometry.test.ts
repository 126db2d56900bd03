import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError, tf, type Tensor } from '../../index';
import { gradient, numbers } from '../../testing/gradients';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;
const { PI } = Math;
const f32 = (values: number[]) => values.map(Math.fround);

describe('values at the edges', () => {
  test.each<[string, (x: Tensor) => Tensor, number[], number[]]>([
    ['tan', tf.tan, [0, -0, PI / 4, INF, NAN], [0, -0, 1, NAN, NAN]],
    ['asin', tf.asin, [0, -0, 1, -1, 1.5, NAN], [0, -0, PI / 2, -PI / 2, NAN, NAN]],
    ['acos', tf.acos, [0, 1, -1, -1.5, NAN], [PI / 2, 0, PI, NAN, NAN]],
    ['atan', tf.atan, [0, -0, 1, INF, -INF, NAN], [0, -0, PI / 4, PI / 2, -PI / 2, NAN]],
    ['sinh', tf.sinh, [0, -0, 1e-10, 100, -INF, NAN], [0, -0, 1e-10, INF, -INF, NAN]],
    ['cosh', tf.cosh, [0, 100, -INF, NAN], [1, INF, INF, NAN]],
    ['asinh', tf.asinh, [0, -0, 1e-10, 3e38, -INF, NAN], [0, -0, 1e-10, Math.asinh(3e38), -INF, NAN]],
    ['acosh', tf.acosh, [1, 0.5, -1, 3e38, INF, NAN], [0, NAN, NAN, Math.acosh(3e38), INF, NAN]],
    ['atanh', tf.atanh, [0, -0, 1e-10, 1, -1, 2, NAN], [0, -0, 1e-10, INF, -INF, NAN, NAN]],
  ])('%s', (_, f, input, expected) => {
    const found = numbers(f(tf.constant(input)));
    f32(expected).forEach((one, i) => {
      if (one === 0 || !Number.isFinite(one)) expect(found[i]).toBe(one);
      else expect(Math.abs(found[i] / one - 1)).toBeLessThan(2e-7);
    });
  });

  test('atan2 knows the quadrant and the signs of zeros', () => {
    const [y, x] = [
      [1, 1, -1, -1, 0, -0, 0, -0, INF, 1, NAN],
      [1, -1, -1, 1, -1, -1, 0, 0, -INF, -INF, 1],
    ];
    const expected = [PI / 4, (3 * PI) / 4, (-3 * PI) / 4, -PI / 4, PI, -PI, 0, -0, (3 * PI) / 4, PI, NAN];
    expect(numbers(tf.atan2(y, x))).toEqual(f32(expected));
    expect(tf.atan2([[1], [-1]], [1, 0, -1]).shape).toEqual([2, 3]);
  });
});

describe('gradients', () => {
  test.each<[string, (x: Tensor) => Tensor, number[], number[]]>([
    ['tan', tf.tan, [0], [1]],
    ['asin, infinite at 1', tf.asin, [0, 1], [1, INF]],
    ['acos, infinite at −1', tf.acos, [0, -1], [-1, -INF]],
    ['atan', tf.atan, [0, 1, INF], [1, 0.5, 0]],
    ['sinh', tf.sinh, [0], [1]],
    ['cosh', tf.cosh, [0], [0]],
    ['asinh', tf.asinh, [0], [1]],
    ['acosh, infinite at 1', tf.acosh, [1], [INF]],
    ['atanh, infinite at 1', tf.atanh, [0, 0.5, 1], [1, 4 / 3, INF]],
  ])('%s', (_, f, input, expected) => {
    expect(gradient(f, input)).toEqual(f32(expected));
  });

  test('of atan2 by both', () => {
    expect(gradient((y) => tf.atan2(y, 4), [3])[0]).toBeCloseTo(4 / 25, 7);
    expect(gradient((x) => tf.atan2(3, x), [4])[0]).toBeCloseTo(-3 / 25, 7);
  });
});

describe('errors', () => {
  test.each([
    [() => tf.tan(tf.constant([1], { dtype: 'int32' })), DTypeError, 'tan: expected a float dtype, got int32 [1]'],
    [() => tf.acosh(tf.constant([true])), DTypeError, 'acosh: expected a float dtype, got bool [1]'],
    [() => tf.atan2([1, 2], [1, 2, 3]), ShapeError, 'atan2: shapes do not broadcast: [2] and [3]'],
    [
      () => tf.atan2(tf.constant([1], { dtype: 'int32' }), 1),
      DTypeError,
      'atan2: expected two floats of one dtype, got int32 [1] and int32 []',
    ],
  ])('%s', (call, kind, message) => {
    expect(call).toThrow(message);
    expect(call).toThrow(kind);
  });
});
