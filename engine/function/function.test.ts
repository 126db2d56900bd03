import { describe, expect, test, vi } from 'vitest';
import { tf, type Tensor } from '../index';
import { context } from '../tape/context';

describe('tracing', () => {
  test('runs the function once for each signature, and its ops each time', () => {
    const seen: string[] = [];
    const f = tf.function((x: Tensor, scale: number) => {
      seen.push(`${x.dtype} ${x.shape} ${scale}`);
      return x.mul(scale).add(1);
    });
    expect(f(tf.constant([1, 2]), 3).arraySync()).toEqual([4, 7]);
    expect(f(tf.constant([5, 6]), 3).arraySync()).toEqual([16, 19]);
    expect(f(tf.constant([5, 6, 7]), 3).arraySync()).toEqual([16, 19, 22]);
    expect(f(tf.constant([5, 6]), 4).arraySync()).toEqual([21, 25]);
    expect(f(tf.constant([5, 6]), -0).arraySync()).toEqual([1, 1]);
    expect(f(tf.constant([7, 8]), 4).arraySync()).toEqual([29, 33]);
    expect(seen).toEqual(['float32 2 3', 'float32 3 3', 'float32 2 4', 'float32 2 0']);
    expect(f.experimentalGetTracingCount()).toBe(4);
  });

  test('tells arguments apart by structure, dtype, variable and object', () => {
    const f = tf.function((given: unknown) => {
      const { a, list } = given as { a: Tensor; list: Tensor[] };
      return { sum: tf.add(a, list[0]), all: [a, null, list[1] ?? 0] };
    });
    const [one, two] = [tf.constant(1), tf.constant(2)];
    expect(f({ a: one, list: [two] })).toMatchObject({ all: [expect.anything(), null, expect.anything()] });
    expect((f({ a: two, list: [two] }).sum as Tensor).itemSync()).toBe(4);
    expect((f({ a: one, list: [two] }).sum as Tensor).itemSync()).toBe(3);
    expect(f.experimentalGetTracingCount()).toBe(2);
    f({ a: one, list: [two, one] });
    expect(f.experimentalGetTracingCount()).toBe(3);
    const g = tf.function((v: unknown) => tf.identity(v as Tensor));
    const [v, w] = [new tf.Variable(1), new tf.Variable(2)];
    expect([g(v), g(w), g(v), g(tf.constant(5, { dtype: 'int32' }))].map((y) => y.itemSync())).toEqual([1, 2, 1, 5]);
    expect(g.experimentalGetTracingCount()).toBe(3);
  });

  test('knows an argument from the same tensor used by name', () => {
    const x = tf.constant(2);
    const f = tf.function((a: Tensor) => a.sub(x));
    expect([f(x).itemSync(), f(tf.constant(5)).itemSync()]).toEqual([0, 3]);
    const g = tf.function((a: Tensor, b: Tensor) => a.sub(b));
    expect([g(x, x).itemSync(), g(x, tf.constant(5)).itemSync(), g(x, x).itemSync()]).toEqual([0, -3, 0]);
    const w = new tf.Variable(3);
    const h = tf.function((a: Tensor) => a.sub(w));
    expect([h(w.value).itemSync(), h(x).itemSync(), h(tf.constant(9)).itemSync()]).toEqual([0, -1, 6]);
  });

  test('gives numbers back as tensors, and constants that may be disposed', () => {
    const f = tf.function((x: Tensor) => [tf.constant(2), 3, x] as const);
    for (let i = 0; i < 4; i++) {
      const [two, three, x] = f(tf.constant(i));
      expect([two.itemSync(), three.itemSync(), x.itemSync()]).toEqual([2, 3, i]);
      two.dispose();
      three.dispose();
    }
    expect(tf.function(() => {})()).toBeUndefined();
  });

  test('reads variables anew and assigns each time', () => {
    const w = new tf.Variable([1, 2]);
    const f = tf.function((x: Tensor) => {
      const before = w.readValue();
      w.assignAdd(x);
      w.assign(w.mul(2));
      return [before, w.readValue()];
    });
    const x = tf.constant([1, 1]);
    expect(f(x).map((y) => y.arraySync())).toEqual([
      [1, 2],
      [4, 6],
    ]);
    expect(f(x).map((y) => y.arraySync())).toEqual([
      [4, 6],
      [10, 14],
    ]);
    w.assign([0, 0]);
    expect(f(x).map((y) => y.arraySync())).toEqual([
      [0, 0],
      [2, 2],
    ]);
    expect(w.arraySync()).toEqual([2, 2]);
    expect(f.experimentalGetTracingCount()).toBe(1);
  });

  test('makes variables in the first call alone, which does not count', () => {
    let w: InstanceType<typeof tf.Variable> | null = null;
    const f = tf.function((x: Tensor) => {
      w ??= new tf.Variable(10);
      w.assignAdd(x);
      return w.readValue();
    });
    expect([1, 1, 2, 3].map((x) => f(tf.constant(x)).itemSync())).toEqual([11, 12, 14, 17]);
    expect(f.experimentalGetTracingCount()).toBe(2);
    const g = tf.function((x: Tensor) => new tf.Variable(1).mul(x));
    g(tf.constant(1));
    expect(() => g(tf.constant(1))).toThrow(
      'tf.function only supports singleton tf.Variables created on the first call',
    );
  });

  test('inlines a function in a function', () => {
    const inner = tf.function((x: Tensor) => x.mul(2));
    const outer = tf.function((x: Tensor) => inner(x).add(1));
    expect([1, 2, 3].map((x) => outer(tf.constant(x)).itemSync())).toEqual([3, 5, 7]);
    expect(inner(tf.constant(4)).itemSync()).toBe(8);
  });

  test('takes what inputSignature says', () => {
    const f = tf.function((x: Tensor) => x.mul(2), { inputSignature: [{ shape: [null, 2] }] });
    expect(f([[1, 2]] as never).arraySync()).toEqual([[2, 4]]);
    expect(
      f(
        tf.constant([
          [1, 2],
          [3, 4],
        ]),
      ).arraySync(),
    ).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(() => f(tf.constant([1, 2]))).toThrow('Can not cast float32 [2] to float32 [null, 2]');
    expect(() => f(tf.constant([[1, 2]], { dtype: 'int32' }))).toThrow(
      'Can not cast int32 [1, 2] to float32 [null, 2]',
    );
  });

  test('warns of many traces', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const f = tf.function((n: number) => tf.constant(n));
    for (let n = 0; n < 8; n++) f(n);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});

describe('what a traced function cannot do', () => {
  test.each([
    ['read numbers that it computed', (x: Tensor) => tf.constant(x.mul(2).itemSync())],
    ['read an argument', (x: Tensor) => tf.constant(x.arraySync() as number)],
    ['read a variable', () => tf.constant(new Array(2).fill(shared.itemSync()))],
  ])('%s', (_, fn) => {
    const f = tf.function(fn);
    expect(() => f(tf.constant(1))).toThrow('cannot be read while tf.function traces');
    expect([context.trace, context.tracer]).toEqual([null, null]);
    expect(tf.constant(1).itemSync()).toBe(1);
  });

  test('be async, or return what is no tensor', () => {
    expect(() => tf.function(async () => tf.constant(1))()).toThrow('an async function cannot be traced');
    expect(() => tf.function(() => 'text')()).toThrow('found return value of type string');
  });

  test('an error leaves no trace active, and the next call traces again', () => {
    let fails = true;
    const f = tf.function((x: Tensor) => {
      if (fails) throw new Error('mine');
      return x.mul(2);
    });
    expect(() => f(tf.constant(1))).toThrow('mine');
    expect(context.trace).toBeNull();
    fails = false;
    expect([f(tf.constant(1)).itemSync(), f(tf.constant(2)).itemSync()]).toEqual([2, 4]);
  });
});

const shared = new tf.Variable(1);

describe('tapes', () => {
  const w = new tf.Variable([0.5, -1]);
  const body = (x: Tensor) => tf.reduceSum(tf.tanh(x.mul(w)).mul(x));

  test('around a call record what they would record of the function', () => {
    const f = tf.function(body);
    for (const values of [
      [1, 2],
      [3, -1],
      [0.3, 0.2],
    ]) {
      const x = tf.constant(values);
      const gradients = [body, f].map((one) => {
        const tape = new tf.GradientTape({ persistent: true });
        const y = tape.record(() => {
          tape.watch(x);
          return one(x);
        });
        return [tape.gradient(y, { x, w }), tape.watchedVariables(), y.itemSync()].map(plain);
      });
      expect(gradients[1]).toEqual(gradients[0]);
    }
    expect(f.experimentalGetTracingCount()).toBe(1);
  });

  test('inside, nested, and of higher order', () => {
    const second = (x: Tensor) => {
      const outer = new tf.GradientTape();
      const first = outer.record(() => {
        outer.watch(x);
        const inner = new tf.GradientTape();
        const y = inner.record(() => {
          inner.watch(x);
          return body(x);
        });
        return inner.gradient(y, x)!;
      });
      return { first, second: outer.gradient(first, [x, w]) };
    };
    const f = tf.function(second);
    for (const values of [
      [1, 2],
      [3, -1],
      [0.3, 0.2],
    ]) {
      const x = tf.constant(values);
      expect(plain(f(x))).toEqual(plain(second(x)));
    }
    // And a third by a tape around it.
    const x = tf.constant([0.2, 0.4]);
    const third = [second, f].map((one) => {
      const tape = new tf.GradientTape();
      const y = tape.record(() => {
        tape.watch(x);
        return one(x).second[0]!;
      });
      return plain(tape.gradient(y, [x, w]));
    });
    expect(third[1]).toEqual(third[0]);
    expect(f.experimentalGetTracingCount()).toBe(1);
  });

  test('one made outside and used inside is used each time', () => {
    const x = tf.constant(3);
    const tape = new tf.GradientTape({ persistent: true });
    const f = tf.function((a: Tensor) => {
      tape.watch(a);
      return a.mul(a);
    });
    for (const value of [2, 5]) {
      const a = tf.constant(value);
      expect(
        tape
          .gradient(
            tape.record(() => f(a)),
            a,
          )!
          .itemSync(),
      ).toBe(2 * value);
    }
    expect(tape.gradient(x, x)).toBeNull();
  });

  test('stopRecording and stopGradient inside', () => {
    const fn = (x: Tensor) => {
      const tape = new tf.GradientTape();
      const y = tape.record(() => {
        tape.watch(x);
        const still = tape.stopRecording(() => x.mul(x));
        return x.mul(still).add(tf.stopGradient(x.mul(5)));
      });
      return tape.gradient(y, x)!;
    };
    const f = tf.function(fn);
    expect([2, 3, 4].map((x) => f(tf.constant(x)).itemSync())).toEqual([4, 9, 16]);
  });

  test('a custom gradient inside a tape of the function, and of one around it', () => {
    const clipped = tf.customGradient((x: Tensor) => {
      const e = tf.exp(x);
      return [tf.math.log(tf.add(1, e)), (dy) => dy.mul(tf.subtract(1, tf.divide(1, tf.add(1, e))))];
    });
    const inside = tf.function((x: Tensor) => {
      const tape = new tf.GradientTape();
      tape.watch(x);
      const y = tape.record(() => clipped(x));
      return [y, tape.gradient(y, x)!];
    });
    const around = tf.function((x: Tensor) => clipped(x));
    const recomputed = tf.function(tf.recomputeGrad((x: Tensor) => tf.sin(x).mul(x)) as (x: Tensor) => Tensor);
    for (const value of [0.5, 1, -2]) {
      const x = tf.constant(value);
      const sigmoid = 1 / (1 + Math.exp(-value));
      expect(inside(x)[1].itemSync()).toBeCloseTo(sigmoid, 5);
      for (const [f, expected] of [
        [around, sigmoid],
        [recomputed, Math.cos(value) * value + Math.sin(value)],
      ] as const) {
        f(x);
        const tape = new tf.GradientTape();
        tape.watch(x);
        const y = tape.record(() => f(x));
        expect(tape.gradient(y, x)!.itemSync()).toBeCloseTo(expected, 5);
      }
    }
  });

  test('traced where no tape hears it, heard later', () => {
    const f = tf.function((x: Tensor) => tf.sin(x).mul(x));
    const recomputed = tf.recomputeGrad((x: Tensor) => f(x));
    for (const value of [0.5, 1, -2]) {
      const x = tf.constant(value);
      const tape = new tf.GradientTape();
      tape.watch(x);
      const y = tape.record(() => recomputed(x));
      expect(tape.gradient(y, x)!.itemSync()).toBeCloseTo(Math.cos(value) * value + Math.sin(value), 5);
    }
  });

  test('a chain of 20,000 ops', () => {
    const chain = (x: Tensor) => {
      const tape = new tf.GradientTape();
      tape.watch(x);
      const y = tape.record(() => {
        let v = x;
        for (let i = 0; i < 10_000; i++) v = tf.multiply(tf.add(v, x), 0.5);
        return v;
      });
      return [y, tape.gradient(y, x)!];
    };
    const f = tf.function(chain);
    const numbers = (all: readonly Tensor[]) => all.map((one) => one.arraySync());
    for (const value of [
      [3, 1],
      [2, 5],
      [0.1, 0],
    ]) {
      expect(numbers(f(tf.constant(value)))).toEqual(numbers(chain(tf.constant(value))));
    }
  });

  test('a forward accumulator around a call, and inside one', () => {
    const fn = (x: Tensor) => tf.sin(x).mul(x);
    const f = tf.function(fn);
    const inside = tf.function((x: Tensor) => {
      const accumulator = new tf.autodiff.ForwardAccumulator(x, tf.onesLike(x));
      return accumulator.jvp(accumulator.record(() => fn(x)))!;
    });
    for (const value of [0.5, 1, -2]) {
      const x = tf.constant(value);
      const expected = Math.cos(value) * value + Math.sin(value);
      const around = new tf.autodiff.ForwardAccumulator(x, tf.constant(1));
      expect(around.jvp(around.record(() => f(x)))!.itemSync()).toBeCloseTo(expected, 5);
      expect(inside(x).itemSync()).toBeCloseTo(expected, 5);
    }
    expect([f, inside].map((one) => one.experimentalGetTracingCount())).toEqual([1, 1]);
  });
});

function plain(value: unknown): unknown {
  if (value instanceof tf.Tensor) return value.arraySync();
  if (value instanceof tf.Variable) return value.variableId;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
