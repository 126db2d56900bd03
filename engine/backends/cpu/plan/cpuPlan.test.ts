/**
 * Plans against the same ops one by one. Values agree bit for bit, NaN and infinities too; a sum over
 * all elements is added up in four parts and may differ by a float32 rounding.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { tf, type Tensor } from '../../../index';
import { type AnyOp, catalogue } from '../../../ops/catalogue';
import { execute, type OpDef, type Sample } from '../../../ops/op';
import { heap } from '../heap';
import * as kernel from '../lanes/kernel';

const SPECIAL = [NaN, Infinity, -Infinity, 0, -0, 1e-42, -1e-42, 3e38, -3e38, 1, -1, 0.5, 88, -104, 20, 1e-8];

/** Numbers of a wide range in a shape, with special ones among them. */
function wide(shape: readonly number[], seed: number): Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  const at = (i: number) =>
    i % 7 === seed % 7 ? SPECIAL[(i * 5 + seed) % SPECIAL.length] : Math.sin(i * 1.7 + seed) * 3;
  return tf.constant(
    Float32Array.from({ length: size }, (_, i) => at(i)),
    { shape },
  );
}

type Body = (...inputs: Tensor[]) => readonly Tensor[];

/** Calls the body as it is and by its plan, three times with other numbers. */
function agree(body: Body, ...shapes: (readonly number[])[]): void {
  const traced = tf.function((...inputs: Tensor[]) => [...body(...inputs)]);
  for (let call = 0; call < 3; call++) {
    const inputs = shapes.map((shape, i) => wide(shape, call * 11 + i));
    const expected = body(...inputs).map((one) => one.dataSync());
    expect(traced(...inputs).map((one) => one.dataSync())).toEqual(expected);
  }
}

function kernelsOf(run: () => void): number {
  const compile = vi.spyOn(kernel, 'compileLanes');
  run();
  return compile.mock.calls.length;
}

afterEach(() => vi.restoreAllMocks());

describe('elementwise chains', () => {
  const samplesOf = (op: AnyOp) => op.samples() as readonly Sample[];
  /** Operands that may all have one shape, of float32. */
  const isPlain = ({ inputs }: Sample) =>
    inputs.every(({ shape, dtype }) => dtype === undefined && `${shape}` === `${inputs[0].shape}`);
  const inLanes = catalogue.filter((op) => op.lanes !== undefined && samplesOf(op).some(isPlain));

  test('there are ops for them', () => expect(inLanes.length).toBeGreaterThan(20));

  test.each(inLanes.map((op) => [op.name, op] as const))('%s in the middle of one', (_, op) => {
    const { inputs, attributes } = samplesOf(op).find(isPlain)!;
    const shape = [30, 20];
    const own = 'shape' in attributes ? { ...attributes, shape } : attributes;
    const body: Body = (...given) => {
      const before = given.map((one) => tf.multiply(one, 1.25));
      const [y] = execute(op as unknown as OpDef, before, own as never);
      const number = y.dtype === 'bool' ? tf.where(y, given[0], 2) : y;
      return [tf.subtract(number, given[0]), ...(y.dtype === 'bool' ? [y] : [])];
    };
    agree(body, ...inputs.map(() => shape));
    agree(body, ...inputs.map(() => []));
  });

  test('are one loop, and write what is asked for alone', () => {
    const f = tf.function((x: Tensor) => tf.tanh(x.mul(x).add(1)).mul(x));
    const x = wide([1000], 1);
    f(x);
    expect(kernelsOf(() => [1, 2, 3].forEach(() => f(x)))).toBe(1);
  });

  test('with rows, columns and single numbers', () => {
    const body: Body = (x, row, column, one) => [
      x.mul(row).add(one).sub(column),
      row.mul(one),
      x.sub(row).mul(column).add(row),
      tf.broadcastTo(row, [30, 20]).mul(x),
    ];
    agree(body, [30, 20], [20], [30, 1], []);
    agree(body, [30, 20], [1, 20], [30, 1], [1, 1]);
    agree((x, y) => [x.mul(2).add(y.mul(3)), y.sub(1)], [8, 1, 6], [7, 1]);
  });

  test('with sums of what they give, whose result is needed or not', () => {
    const body = (x: Tensor, w: Tensor) => {
      const y = tf.tanh(x).mul(x);
      const total = tf.reduceMean(y.mul(w));
      return { y, total, after: y.sub(total), all: tf.reduceSum(y, { keepdims: true }) };
    };
    const traced = tf.function(body);
    for (let call = 0; call < 3; call++) {
      const [x, w] = [0, 1].map((i) =>
        tf.sin(
          tf
            .range(1003)
            .cast('float32')
            .mul(call + i + 0.1),
        ),
      );
      const [expected, given] = [body(x, w), traced(x, w)];
      expect(given.y.dataSync()).toEqual(expected.y.dataSync());
      for (const name of ['total', 'all', 'after'] as const) {
        const numbers = expected[name].dataSync();
        given[name]
          .dataSync()
          .forEach((one, i) => expect(Math.abs(one - numbers[i])).toBeLessThan(1e-6 + 1e-6 * Math.abs(numbers[i])));
      }
    }
  });

  test('shared shapes, branches that meet, and values kept on the way', () => {
    agree(
      (x, y) => {
        const [a, b] = [tf.exp(x.mul(0.1)), tf.reshape(y.add(1), [600])];
        const c = tf.reshape(a, [600]).mul(b);
        const d = tf.matmul(tf.reshape(c, [20, 30]), x);
        return [c, d, tf.reshape(c, [600]).sub(b), a.add(tf.reduceMax(y, { axis: 0 }))];
      },
      [30, 20],
      [30, 20],
    );
  });
});

describe('memory', () => {
  test('results and variables have storage of their own', () => {
    const w = new tf.Variable(tf.ones([400]));
    const f = tf.function((x: Tensor) => {
      w.assign(w.mul(x).add(1));
      return [w.readValue(), w.mul(2), tf.reshape(w.mul(2), [20, 20])];
    });
    const seen = [1, 2, 3].map((x) => f(tf.constant(x)));
    expect(seen.map((all) => all.map((one) => one.dataSync()[7]))).toEqual([
      [2, 4, 4],
      [5, 10, 10],
      [16, 32, 32],
    ]);
    expect(w.dataSync()[9]).toBe(16);
  });

  test('is the same after 1,000 runs', () => {
    const w = new tf.Variable(tf.ones([4000]));
    const f = tf.function((x: Tensor) => {
      const tape = new tf.GradientTape();
      const y = tape.record(() => tf.reduceSum(tf.tanh(w.mul(x)).mul(w)));
      w.assignSub(tape.gradient(y, w)!.mul(0.001));
      return [y, w.mul(2)];
    });
    const x = tf.ones([4000]);
    const run = (times: number) => {
      for (let i = 0; i < times; i++) tf.tidy(() => void f(x));
      return heap().free;
    };
    const before = run(5);
    expect(run(1000)).toBe(before);
  });

  test('where the heap has no room left, kernels run one by one', () => {
    const held: Float32Array[] = [];
    for (let size = 2 ** 22; size >= 256; size /= 2) {
      for (let one = heap().allocate(size); one !== null; one = heap().allocate(size)) held.push(one);
    }
    try {
      agree((x, row) => [tf.tanh(x.mul(row)).add(1), tf.exp(x).sub(row)], [30, 20], [20]);
    } finally {
      for (const one of held) heap().release(one);
    }
  });

  test('a constant that was disposed is told of', () => {
    const c = tf.constant([1, 2]);
    const f = tf.function((x: Tensor) => x.mul(c));
    f(tf.constant(1));
    f(tf.constant(1));
    c.dispose();
    expect(() => f(tf.constant(1))).toThrow('has been disposed');
  });
});
