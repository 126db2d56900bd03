import { beforeAll, describe, expect, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { withBackend } from '../../tensor/activeBackend';
import { fromData } from '../../tensor/convert';
import { difference } from '../../testing/close';
import { testWebgpuBackend } from '../../testing/webgpu';
import type { TypedArray } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import { type AnyOp, catalogue, opByName } from '../catalogue';
import { execute, type OpDef } from '../op';

/*
 * Numbers where float32 on a GPU goes wrong first: NaN, infinities, both zeros, the ends of the
 * range, arguments where exp and tanh overflow inside, and those where log and expm1 cancel.
 * Denormal numbers are left out: WebGPU lets a GPU take them for zeros.
 */
const NUMBERS = [
  [NaN, Infinity, -Infinity, 0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3],
  [1e-6, -1e-6, 1.0001, 0.9999, 0.3, -0.3, 10, -10, 31.7, -31.7, 88, -88, 95, -95, 150, -150],
  [2.5, -2.5, 3.5, 1e4, -1e4, 1234.567, 1e10, -1e10, 1.5e-30, -1.5e-30, 3.4e38, -3.4e38],
].flat();
const PAIRED = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 7, 1e-6, 1e10, -1e10, 70, -71];
const INTEGERS = [0, 1, -1, 2, -2, 3, -3, 7, -8, 1000, 2147483647, -2147483648];

/** The CPU's loops round a product above 2⁵³ before it wraps to 32 bits; the GPU's wraps exactly. */
const LEFT_OUT_INTEGERS: Record<string, (inputs: readonly number[]) => boolean> = {
  multiply: ([a, b]) => Math.abs(a * b) > 2 ** 53,
  square: ([x]) => x * x > 2 ** 53,
  squaredDifference: ([a, b]) => (a - b) ** 2 > 2 ** 53,
  pow: ([a, b]) => Math.abs(a ** b) > 2 ** 53,
};

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

const withoutAttributes = catalogue.filter(
  (op) =>
    op.elementwise &&
    (op as unknown as OpDef).samples().every(({ attributes }) => Object.keys(attributes).length === 0),
);

describe('elementwise ops agree at extreme numbers', () => {
  test.each(withoutAttributes.map((op) => [op.name, op] as const))('%s', async (name, op) => {
    const arity = op.inputs.length;
    const faults: string[] = [];
    for (const dtype of ['float32', 'int32'] as const) {
      if (arity > 2 || !accepts(op, dtype)) continue;
      const columns =
        dtype === 'float32'
          ? columnsFor(arity, arity === 1 ? NUMBERS : PAIRED)
          : columnsFor(arity, INTEGERS, LEFT_OUT_INTEGERS[name]);
      const [expected, actual] = await Promise.all(
        [cpuBackend, webgpu].map(async (backend) => {
          const inputs = withBackend(backend, () =>
            columns.map((one) =>
              fromData(dtype === 'float32' ? Float32Array.from(one) : Int32Array.from(one), [one.length], dtype),
            ),
          );
          return withBackend(backend, () => execute(op as unknown as OpDef, inputs, {}))[0].data();
        }),
      );
      for (let i = 0; i < expected.length; i++) {
        const fault = difference(actual.slice(i, i + 1), expected.slice(i, i + 1), { relative: 4e-6, absolute: 1e-36 });
        if (fault !== null) faults.push(`${name}(${columns.map((one) => one[i]).join(', ')}): ${fault}`);
      }
    }
    expect(faults).toEqual([]);
  });
});

describe('reductions and lines agree at extreme numbers', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  const rows: Record<string, number[]> = {
    'one NaN': [1, nan, 3],
    'one infinity': [1, inf, -2],
    'minus infinity': [-inf, 2, 1],
    'only minus infinity': [-inf, -inf, -inf],
    'both infinities': [inf, -inf, 0],
    large: [300, -300, 299],
    'beyond exp': [800, 800, -800],
    'minus zero': [-0, -0, -0],
    nothing: [],
  };
  const whole = new Set(['argmax', 'argmin']);
  const reductions = [
    ...['reduceSum', 'reduceMean', 'reduceMax', 'reduceMin', 'reduceProd', 'reduceLogsumexp', 'argmax', 'argmin'],
    ...['softmax', 'logSoftmax'],
  ].map((name) => [name, opByName(name) as unknown as OpDef] as const);

  test.each(reductions)('%s', async (name, op) => {
    const attributes = name.startsWith('reduce') ? { axis: null, keepdims: false } : { axis: -1 };
    for (const [what, row] of Object.entries(rows)) {
      if (row.length === 0 && !name.startsWith('reduce')) continue;
      const [expected, actual] = await onBoth((data) => execute(op, [data(row)], attributes)[0]);
      expect(difference(actual, expected), `${name} of ${what}`).toBeNull();
      expect(actual instanceof Int32Array).toBe(whole.has(name));
    }
  });

  test('cross-entropies', async () => {
    const dense = opByName('softmaxCrossEntropyWithLogits') as unknown as OpDef;
    const sparse = opByName('sparseSoftmaxCrossEntropyWithLogits') as unknown as OpDef;
    for (const [what, row] of Object.entries(rows)) {
      if (row.length === 0) continue;
      const [expected, actual] = await onBoth((data) => execute(dense, [data([0, 1, 0]), data(row)], { axis: -1 })[0]);
      expect(difference(actual, expected), `dense, ${what}`).toBeNull();
      for (const label of [-1, 0, 2, 3]) {
        const [wanted, given] = await onBoth((data) => {
          const labels = fromData(Int32Array.of(label), [], 'int32');
          return execute(sparse, [labels, data(row)], {})[0];
        });
        expect(difference(given, wanted), `sparse ${label}, ${what}`).toBeNull();
      }
    }
  });
});

async function onBoth(compute: (data: (row: readonly number[]) => Tensor) => Tensor): Promise<TypedArray[]> {
  const vector = (row: readonly number[]) => fromData(Float32Array.from(row), [row.length], 'float32');
  return Promise.all([cpuBackend, webgpu].map((backend) => withBackend(backend, () => compute(vector)).data()));
}

function accepts(op: AnyOp, dtype: 'float32' | 'int32'): boolean {
  try {
    op.infer(
      op.inputs.map(() => ({ shape: [1], dtype })),
      {} as never,
    );
    return true;
  } catch {
    return false;
  }
}

/** Every number, or every pair of numbers, as one column per operand. */
function columnsFor(
  arity: number,
  numbers: readonly number[],
  leftOut?: (inputs: readonly number[]) => boolean,
): number[][] {
  const rows = arity === 1 ? numbers.map((x) => [x]) : numbers.flatMap((a) => numbers.map((b) => [a, b]));
  const kept = rows.filter((row) => !leftOut?.(row));
  return Array.from({ length: arity }, (_, k) => kept.map((row) => row[k]));
}
