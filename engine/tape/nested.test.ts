import { describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../index';

const value = (x: Tensor | null) => (x === null ? null : x.arraySync());

/** d f / d x by a tape of its own; recorded by whichever tapes are open. */
function derivative(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return (x) => {
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      tape.watch(x);
      return f(x);
    });
    return tape.gradient(y, x)!;
  };
}

describe('nested tapes', () => {
  test('second and third derivatives of x⁴ at 2', () => {
    const quartic = (x: Tensor) => x.mul(x).mul(x).mul(x);
    const x = tf.constant(2);
    expect(value(derivative(quartic)(x))).toBe(32);
    expect(value(derivative(derivative(quartic))(x))).toBe(48);
    expect(value(derivative(derivative(derivative(quartic)))(x))).toBe(48);
    expect(value(derivative(derivative(derivative(derivative(quartic))))(x))).toBe(24);
  });

  test("x³ with variables, in TensorFlow's own form", () => {
    const x = new tf.Variable(3);
    const outer = new tf.GradientTape();
    const first = outer.record(() => {
      const inner = new tf.GradientTape();
      const y = inner.record(() => tf.pow(x, 3));
      return inner.gradient(y, x)!;
    });
    expect(value(first)).toBe(27);
    expect(value(outer.gradient(first, x))).toBe(18);
  });

  test('derivatives of sin come round after four', () => {
    const x = tf.constant(0.5, { dtype: 'float64' });
    let f: (x: Tensor) => Tensor = tf.math.sin;
    const expected = [Math.cos(0.5), -Math.sin(0.5), -Math.cos(0.5), Math.sin(0.5)];
    for (const one of expected) {
      f = derivative(f);
      expect(f(x).itemSync()).toBeCloseTo(one, 12);
    }
  });

  test('a gradient penalty: the derivative of a sum of squared gradients', () => {
    const w = new tf.Variable([
      [1, -2],
      [0.5, 3],
    ]);
    const x = tf.constant([[0.3, 0.7]]);
    const outer = new tf.GradientTape();
    const penalty = outer.record(() => {
      const inner = new tf.GradientTape();
      const y = inner.record(() => {
        inner.watch(x);
        return tf.reduceSum(tf.square(tf.matmul(x, w)));
      });
      return tf.reduceSum(tf.square(inner.gradient(y, x)!));
    });
    // y = |xW|², dy/dx = 2xWWᵀ, p = 4|xWWᵀ|², dp/dW = 8 (uᵀ x W + xᵀ u W) with u = xWWᵀ
    const u = tf.matmul(tf.matmul(x, w), w, { transposeB: true });
    const term = tf.add(tf.matmul(u, x, { transposeA: true }), tf.matmul(x, u, { transposeA: true }));
    const expected = tf.multiply(tf.matmul(term, w), 8).dataSync();
    const actual = outer.gradient(penalty, w)!.dataSync();
    actual.forEach((one, i) => expect(one).toBeCloseTo(expected[i], 3));
  });

  test('an inner tape that is done does not hide its ops from the outer one', () => {
    const x = new tf.Variable(3);
    const outer = new tf.GradientTape();
    const y = outer.record(() => new tf.GradientTape().record(() => x.mul(x)));
    expect(value(outer.gradient(y, x))).toBe(6);
  });

  test('a persistent tape asked inside its block records its own backward pass', () => {
    const x = new tf.Variable(2);
    const tape = new tf.GradientTape({ persistent: true });
    const first = tape.record(() => tape.gradient(tf.pow(x, 3), x)!);
    expect(value(first)).toBe(12);
    expect(value(tape.gradient(first, x))).toBe(12);
  });

  test('stopRecording of the inner tape alone', () => {
    const x = new tf.Variable(2);
    const outer = new tf.GradientTape();
    const inner = new tf.GradientTape();
    const y = outer.record(() => inner.record(() => inner.stopRecording(() => x.mul(x))));
    expect(inner.gradient(y, x)).toBeNull();
    expect(value(outer.gradient(y, x))).toBe(4);
  });
});
