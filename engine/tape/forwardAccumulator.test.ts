import { describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../index';
import { catalogue, composites, evaluate, isDifferentiable } from '../ops/catalogue';
import type { Sample } from '../ops/op';
import { isFloat } from '../tensor/dtype';
import { sampleData } from '../testing/samples';
import { fromData } from '../tensor/convert';

const { ForwardAccumulator } = tf.autodiff;
const value = (x: Tensor | null) => (x === null ? null : x.arraySync());

describe('jvp', () => {
  test("TensorFlow's own example: a layer's output by its kernel", () => {
    const x = tf.constant([
      [2, 3],
      [1, 4],
    ]);
    const targets = tf.constant([[1], [-1]]);
    const kernel = new tf.Variable([[0.5], [-1]]);
    const accumulator = new ForwardAccumulator(kernel, [[1], [0]]);
    const loss = accumulator.record(() => tf.reduceSum(tf.square(tf.matmul(x, kernel).sub(targets))));
    // d/dk₀ Σ (x k − t)² = Σ 2 (x k − t) x₀ = 2·(−3)·2 + 2·(−2.5)·1
    expect(value(accumulator.jvp(loss))).toBe(-17);
  });

  test('the structure of the target; null and zeros where no primal reaches', () => {
    const [x, other] = [tf.constant([1, 2]), tf.constant([5, 5])];
    const accumulator = new ForwardAccumulator({ x }, { x: [1, 0] });
    const found = accumulator.record(() => ({ y: tf.square(x), z: [tf.exp(other)] }));
    expect(value(accumulator.jvp(found).y)).toEqual([2, 0]);
    expect(accumulator.jvp(found).z).toEqual([null]);
    expect(value(accumulator.jvp(found.z[0], { unconnectedGradients: 'zero' }))).toEqual([0, 0]);
    expect(value(accumulator.jvp(x))).toEqual([1, 0]);
    expect(accumulator.jvp(tf.stopGradient(x))).toBeNull();
  });

  test('tangents of several primals add up, and only what runs inside counts', () => {
    const [a, b] = [tf.constant(3), tf.constant(4)];
    const accumulator = new ForwardAccumulator([a, b], [1, 10]);
    const outside = tf.multiply(a, b);
    expect(value(accumulator.jvp(accumulator.record(() => tf.multiply(a, b))))).toBe(34);
    expect(accumulator.jvp(outside)).toBeNull();
    expect(value(new ForwardAccumulator([a, a], [1, 2]).jvp(a))).toBe(3);
  });

  test('works on float64 and through ops with several outputs', () => {
    const x = tf.constant([1, 2, 3, 4], { dtype: 'float64' });
    const accumulator = new ForwardAccumulator(x, tf.constant([1, 2, 3, 4], { dtype: 'float64' }));
    const [left, right] = accumulator.record(() => tf.split(tf.square(x), 2));
    expect(value(accumulator.jvp(left))).toEqual([2, 8]);
    expect(value(accumulator.jvp(right))).toEqual([18, 32]);
  });
});

describe('with tapes and other accumulators', () => {
  const cube = (x: Tensor) => tf.multiply(x, tf.square(x));

  test('forward over reverse: a Hessian times a vector', () => {
    const x = tf.constant([1, 2, 3]);
    const accumulator = new ForwardAccumulator(x, [1, 0, 2]);
    const gradient = accumulator.record(() => {
      const tape = new tf.GradientTape();
      const y = tape.record(() => {
        tape.watch(x);
        return tf.reduceSum(cube(x));
      });
      return tape.gradient(y, x)!;
    });
    expect(value(gradient)).toEqual([3, 12, 27]);
    expect(value(accumulator.jvp(gradient))).toEqual([6, 0, 36]);
  });

  test('reverse over forward gives the same', () => {
    const x = tf.constant([1, 2, 3]);
    const tape = new tf.GradientTape();
    const jvp = tape.record(() => {
      tape.watch(x);
      const accumulator = new ForwardAccumulator(x, [1, 0, 2]);
      return accumulator.jvp(accumulator.record(() => tf.reduceSum(cube(x))))!;
    });
    expect(value(jvp)).toBe(3 + 2 * 27);
    expect(value(tape.gradient(jvp, x))).toEqual([6, 0, 36]);
  });

  test('forward over forward', () => {
    const x = tf.constant(2);
    const outer = new ForwardAccumulator(x, 1);
    const inner = new ForwardAccumulator(x, 1);
    const first = outer.record(() => inner.jvp(inner.record(() => cube(x)))!);
    expect(value(first)).toBe(12);
    expect(value(outer.jvp(first))).toBe(12);
  });

  test('a custom gradient is followed forward too', () => {
    const tripled = tf.customGradient((x: Tensor) => [tf.multiply(x, 2), (dy: Tensor) => tf.multiply(dy, 3)]);
    const x = tf.constant(1);
    const accumulator = new ForwardAccumulator(x, 5);
    expect(value(accumulator.jvp(accumulator.record(() => tripled(x))))).toBe(15);
  });
});

describe('what goes wrong', () => {
  const x = tf.constant([1, 2]);

  test.each<[string, () => unknown]>([
    [
      'ForwardAccumulator: a tangent of shape [3] for a primal of shape [2]',
      () => new ForwardAccumulator(x, [1, 2, 3]),
    ],
    ['ForwardAccumulator: expected one tangent for each of the 2 primals', () => new ForwardAccumulator([x, x], [1])],
    [
      'ForwardAccumulator: expected primals of a float dtype, got int32',
      () => new ForwardAccumulator(tf.constant([1], { dtype: 'int32' }), [1]),
    ],
    ['ForwardAccumulator: expected a tensor, a variable', () => new ForwardAccumulator('x' as never, [1])],
    ['ForwardAccumulator.jvp: expected a tensor', () => new ForwardAccumulator(x, [1, 2]).jvp(3 as never)],
  ])('%s', (message, call) => {
    expect(call).toThrow(message);
  });

  test('it is entered once at a time, and an exception leaves it closed', () => {
    const accumulator = new ForwardAccumulator(x, [1, 2]);
    expect(() => accumulator.record(() => accumulator.record(() => 1))).toThrow('already recording');
    expect(() =>
      accumulator.record(() => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(value(accumulator.jvp(accumulator.record(() => tf.square(x))))).toEqual([2, 8]);
  });

  test('tangents live past the scope in which they came up', () => {
    const accumulator = new ForwardAccumulator(x, [1, 1]);
    const y = tf.tidy(() => accumulator.record(() => tf.exp(tf.square(x))));
    expect((value(accumulator.jvp(y)) as number[])[0]).toBeCloseTo(2 * Math.E, 5);
  });
});

/* ⟨u, J t⟩ = ⟨Jᵀu, t⟩: what the accumulator carries forward is what the tape carries back, for every op. */
describe('forward and reverse agree', () => {
  const all = [...catalogue, ...composites].filter(isDifferentiable).map((op) => [op.name, op] as const);

  test.each(all)('%s', (_, op) => {
    let compared = 0;
    (op.samples() as readonly Sample[]).forEach((sample, k) => {
      const inputs = sample.inputs.map((input, i) =>
        fromData(sampleData(input, 50 * k + i), input.shape, input.dtype ?? 'float32'),
      );
      const floats = inputs.filter(({ dtype }) => isFloat(dtype));
      if (floats.length === 0) return;
      const tangents = floats.map((one, i) => weights(one, i + 3));
      const accumulator = new ForwardAccumulator(floats, tangents);
      const tape = new tf.GradientTape();
      const outputs = accumulator.record(() =>
        tape.record(() => {
          tape.watch(floats);
          return evaluate(op, inputs, sample.attributes).filter(({ dtype }) => isFloat(dtype));
        }),
      );
      if (outputs.length === 0) return;
      const upstream = outputs.map((one, i) => weights(one, i));
      const forward = total(upstream, accumulator.jvp(outputs));
      const gradients = tape.gradient(outputs, floats, { outputGradients: upstream }) as (Tensor | null)[];
      const reverse = total(tangents, gradients);
      expect(Math.abs(forward - reverse), `${forward} and ${reverse}`).toBeLessThanOrEqual(
        1e-4 * Math.max(1, Math.abs(reverse)),
      );
      compared++;
    });
    expect(compared).toBeGreaterThan(0);
  });

  function weights(x: Tensor, seed: number): Tensor {
    const data = Float32Array.from({ length: x.size }, (_, i) => ((i * 7 + seed * 5 + 2) % 11) / 10 - 0.4);
    return tf.cast(fromData(data, x.shape, 'float32'), x.dtype);
  }

  function total(a: readonly Tensor[], b: readonly (Tensor | null)[]): number {
    return a.reduce((sum, one, i) => (b[i] === null ? sum : sum + tf.reduceSum(tf.multiply(one, b[i])).itemSync()), 0);
  }
});
