import { describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../index';

/** ln(1 + eˣ) with the gradient written out, as in TensorFlow's documentation. */
const log1pexp = tf.customGradient((x: Tensor) => {
  const e = tf.exp(x);
  return [tf.math.log(tf.add(1, e)), (upstream) => upstream.mul(tf.subtract(1, tf.divide(1, tf.add(1, e))))];
});

describe('customGradient', () => {
  test('takes the written gradient, not that of the ops inside', () => {
    const loud = tf.customGradient((x: Tensor) => [x.mul(x), (dy) => dy.mul(1000)]);
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const y = tape.record(() => loud(x).mul(2));
    expect(y.itemSync()).toBe(18);
    expect(tape.gradient(y, x)!.itemSync()).toBe(2000);
  });

  test('stays finite where the ops inside would not', () => {
    const x = tf.constant(100);
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      tape.watch(x);
      return log1pexp(x);
    });
    expect(tape.gradient(y, x)!.itemSync()).toBe(1);
  });

  test('is differentiable again, through what the gradient uses of the function', () => {
    const x = tf.constant(0.3, { dtype: 'float64' });
    const outer = new tf.GradientTape();
    const first = outer.record(() => {
      outer.watch(x);
      const inner = new tf.GradientTape();
      const y = inner.record(() => {
        inner.watch(x);
        return log1pexp(x);
      });
      return inner.gradient(y, x)!;
    });
    const s = 1 / (1 + Math.exp(-0.3));
    expect(first.itemSync()).toBeCloseTo(s, 12);
    expect(outer.gradient(first, x)!.itemSync()).toBeCloseTo(s * (1 - s), 12);
  });

  test('may return its own input', () => {
    const turned = tf.customGradient((x: Tensor) => [x, (dy) => tf.negative(dy)]);
    const x = new tf.Variable(5);
    const tape = new tf.GradientTape();
    const y = tape.record(() => turned(x).mul(3));
    expect(y.itemSync()).toBe(15);
    expect(tape.gradient(y, x)!.itemSync()).toBe(-3);
  });

  test('gives one gradient for each input, null for none', () => {
    const product = tf.customGradient((a: Tensor, b: Tensor) => [a.mul(b), (dy) => [dy.mul(b), null]]);
    const [a, b] = [new tf.Variable(2), new tf.Variable(7)];
    const tape = new tf.GradientTape();
    const y = tape.record(() => product(a, b));
    const [da, db] = tape.gradient(y, [a, b]);
    expect(da!.itemSync()).toBe(7);
    expect(db).toBeNull();
  });

  test('says what is wrong with the function', () => {
    const bare = tf.customGradient(((x: Tensor) => x) as never);
    expect(() => bare(1)).toThrow('customGradient: expected the function to return [value, gradientFunction]');
    const short = tf.customGradient((a: Tensor, b: Tensor) => [a.mul(b), (dy) => dy]);
    const x = new tf.Variable(2);
    const tape = new tf.GradientTape();
    const y = tape.record(() => short(x, x));
    expect(() => tape.gradient(y, x)).toThrow('customGradient: expected 2 gradients, one per input, got 1');
  });
});

describe('recomputeGrad', () => {
  test('gives the same value and gradients, and again', () => {
    let runs = 0;
    const f = (a: Tensor, b: Tensor) => {
      runs++;
      return tf.sin(a.mul(b)).mul(b);
    };
    const [a, b] = [tf.constant(0.4, { dtype: 'float64' }), tf.constant(1.5, { dtype: 'float64' })];
    const gradients = (g: (a: Tensor, b: Tensor) => Tensor) => {
      const outer = new tf.GradientTape();
      const first = outer.record(() => {
        outer.watch([a, b]);
        const inner = new tf.GradientTape();
        const y = inner.record(() => {
          inner.watch([a, b]);
          return g(a, b);
        });
        return inner.gradient(y, [a, b]) as Tensor[];
      });
      return [...first, ...(outer.gradient(first, [a, b]) as Tensor[])].map((one) => one.itemSync());
    };
    const plain = gradients(f);
    runs = 0;
    const recomputed = gradients(tf.recomputeGrad(f));
    expect(runs).toBeGreaterThan(1);
    recomputed.forEach((one, i) => expect(one).toBeCloseTo(plain[i], 12));
  });
});
