import { describe, expect, test } from 'vitest';
import { tf } from '../index';

describe('jacobian', () => {
  test('has the shape of the target, then that of the source', () => {
    const x = new tf.Variable([1, 2, 3]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.stack([tf.reduceSum(tf.square(x)), tf.reduceProd(x)]));
    expect(tape.jacobian(y, x)!.arraySync()).toEqual([
      [2, 4, 6],
      [6, 3, 2],
    ]);
  });

  test('of elementwise functions is diagonal; matrices keep their axes', () => {
    const x = new tf.Variable([[1, 2]]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.square(x));
    const jacobian = tape.jacobian(y, x)!;
    expect(jacobian.shape).toEqual([1, 2, 1, 2]);
    expect(jacobian.arraySync()).toEqual([[[[2, 0]], [[0, 4]]]]);
  });

  test('of a scalar is the gradient', () => {
    const x = new tf.Variable([1, 2]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.reduceSum(tf.square(x)));
    expect(tape.jacobian(y, x)!.arraySync()).toEqual([2, 4]);
  });

  test('keeps the structure of the sources; no path is null, or zeros when asked for', () => {
    const [a, b] = [new tf.Variable([1, 2]), new tf.Variable([3, 4])];
    const tape = new tf.GradientTape({ persistent: true });
    const y = tape.record(() => a.mul(2));
    const { first, rest } = tape.jacobian(y, { first: a, rest: [b] });
    expect(first!.arraySync()).toEqual([
      [2, 0],
      [0, 2],
    ]);
    expect(rest).toEqual([null]);
    expect(tape.jacobian(y, b, { unconnectedGradients: 'zero' })!.arraySync()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test('of a gradient is the Hessian', () => {
    const x = new tf.Variable([1, 2]);
    const outer = new tf.GradientTape();
    const gradient = outer.record(() => {
      const inner = new tf.GradientTape();
      const y = inner.record(() => tf.reduceProd(tf.square(x)));
      return inner.gradient(y, x)!;
    });
    // y = x₁²x₂²
    expect(outer.jacobian(gradient, x)!.arraySync()).toEqual([
      [8, 8],
      [8, 2],
    ]);
  });
});

describe('batchJacobian', () => {
  test('is one Jacobian per example', () => {
    const x = tf.constant([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const w = tf.constant([
      [1, 10, 100],
      [2, 20, 200],
    ]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      tape.watch(x);
      return tf.matmul(tf.square(x), w);
    });
    const jacobian = tape.batchJacobian(y, x)!;
    expect(jacobian.shape).toEqual([3, 3, 2]);
    // ∂yᵢ/∂xⱼ = 2 xⱼ wⱼᵢ
    expect(jacobian.arraySync()).toEqual(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ].map(([p, q]) => [1, 10, 100].map((scale) => [2 * p * scale, 4 * q * scale])),
    );
  });

  test('throws where the batches differ', () => {
    const x = tf.constant([[1], [2]]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      tape.watch(x);
      return tf.reduceSum(x, { axis: 0 });
    });
    expect(() => tape.batchJacobian(y, x)).toThrow('batchJacobian: first axes differ: target [1], source [2, 1]');
  });
});
