import { describe, expect, test } from 'vitest';
import { DTypeError, tf, type Tensor } from '../../index';
import { gradient } from '../../testing/gradients';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;
const X = [-2, -0.5, 0, 0.5, 2, 7];

// The reference numbers are PyTorch's, to six places.
test.each<[string, (x: Tensor) => Tensor, number[]]>([
  ['relu6', tf.nn.relu6, [0, 0, 0, 0.5, 2, 6]],
  ['selu', tf.nn.selu, [-1.520166, -0.691758, 0, 0.52535, 2.101402, 7.354907]],
  ['softsign', tf.nn.softsign, [-0.666667, -0.333333, 0, 0.333333, 0.666667, 0.875]],
  ['silu', tf.nn.silu, [-0.238406, -0.18877, 0, 0.31123, 1.761594, 6.993623]],
  ['silu with beta', (x) => tf.nn.swish(x, { beta: 1.702 }), [-0.064341, -0.149612, 0, 0.350388, 1.935659, 6.999953]],
])('%s', (_, f, expected) => {
  Array.from(f(tf.constant(X)).dataSync()).forEach((one, i) => expect(one).toBeCloseTo(expected[i], 5));
});

describe('values at the edges', () => {
  test.each<[string, (x: Tensor) => Tensor, number[], number[]]>([
    ['relu6', tf.nn.relu6, [NAN, INF, -INF, -0, 6], [NAN, 6, 0, 0, 6]],
    ['selu', tf.nn.selu, [NAN, INF, -INF, 0], [NAN, INF, Math.fround(-1.7580993408473768), 0]],
    ['softsign', tf.nn.softsign, [NAN, INF, -0, 3e38, -3e38], [NAN, NAN, -0, 1, -1]],
    ['silu', tf.nn.silu, [NAN, INF, -INF, -800, 800, 0], [NAN, INF, NAN, -0, 800, 0]],
  ])('%s', (_, f, input, expected) => {
    expect(Array.from(f(tf.constant(input)).dataSync())).toEqual(expected);
  });

  test.each<[string, (x: Tensor) => Tensor, number[], number[]]>([
    ['relu6: none at 0 and at 6', tf.nn.relu6, [-1, 0, 3, 6, 7], [0, 0, 1, 0, 0]],
    ['selu at 0 is that of the positive side', tf.nn.selu, [0, 1], [1.050701, 1.050701]],
    ['softsign', tf.nn.softsign, [0, 1, -3], [1, 0.25, 0.0625]],
    ['silu', tf.nn.silu, [0], [0.5]],
  ])('gradient of %s', (_, f, input, expected) => {
    gradient(f, input).forEach((one, i) => expect(one).toBeCloseTo(expected[i], 6));
  });
});

test('integers: only where TensorFlow takes them', () => {
  const whole = tf.constant([-1, 3, 9], { dtype: 'int32' });
  expect(tf.nn.relu6(whole).dataSync()).toEqual(Int32Array.of(0, 3, 6));
  expect(() => tf.nn.selu(whole)).toThrow(DTypeError);
  expect(() => tf.nn.silu(whole)).toThrow('silu: expected a float dtype, got int32 [3]');
});

test('far below 0 gelu keeps its digits', () => {
  // −8 · ½ erfc(8 / √2), and −8 · σ(2 √(2/π) (−8 − 0.044715 · 512)).
  expect(tf.nn.gelu(-8).itemSync() / -4.976768e-15).toBeCloseTo(1, 4);
  expect(tf.nn.gelu(-8, { approximate: true }).itemSync() / -3.107783e-21).toBeCloseTo(1, 4);
});
