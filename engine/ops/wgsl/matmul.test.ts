import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import type { Attributes, Backend, Kernel } from '../../tensor/backend';
import type { DType, TypedArray } from '../../tensor/dtype';
import { Tensor } from '../../tensor/tensor';
import { testWebgpuBackend } from '../../testing/webgpu';
import { tf } from '../../index';
import { matmulWgsl } from './matmul';
import { matmulStyle } from './matmulStyle';

let gpu: WebgpuBackend;
beforeAll(async () => {
  gpu = await testWebgpuBackend();
});
afterAll(() => gpu.destroy());

describe('the style', () => {
  const kindOf = (m: number, n: number, k: number, software: boolean, batch = 1, float = true) => {
    const { kind, rows } = matmulStyle({ m, n, k, batch, float }, { software });
    return `${kind} ${rows}`;
  };

  it('of a software adapter never shares memory', () => {
    expect(kindOf(1024, 1024, 1024, true)).toBe('blocks 8');
    expect(kindOf(4, 1024, 1024, true)).toBe('blocks 4');
    expect(kindOf(2, 1024, 1024, true)).toBe('single 1');
    expect(kindOf(16, 16, 1024, true)).toBe('single 1');
  });

  it('of a GPU has tiles, the larger the more there are', () => {
    expect(kindOf(512, 512, 512, false)).toBe('tiles 64');
    expect(kindOf(2048, 2048, 512, false)).toBe('tiles 128');
    expect(kindOf(256, 256, 64, false, 24)).toBe('tiles 128');
    expect(kindOf(31, 1024, 1024, false)).toBe('blocks 4');
    expect(kindOf(512, 512, 512, false, 1, false)).toBe('blocks 4');
    expect(kindOf(16, 16, 16, false)).toBe('single 1');
  });
});

interface Case {
  m: number;
  n: number;
  k: number;
  /** Batch axes of a and b. */
  batch?: [number[], number[]];
  dtype?: DType;
}

const transposes = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));

/** Sizes that are multiples of four, and sizes that end amid a block, a tile, a vector and a step of k. */
const cases: Case[] = [
  { m: 64, n: 64, k: 32 },
  { m: 100, n: 68, k: 52 },
  { m: 67, n: 70, k: 39 },
  { m: 36, n: 44, k: 40, batch: [[2, 1], [3]] },
];

describe.each([true, false])('as for software: %s', (software) => {
  it.each(transposes)('transposed: %s, %s', async (transposeA, transposeB) => {
    for (const one of cases) await compare(one, transposeA, transposeB, software);
  });

  it('has no product of nothing but zeros', async () => {
    await compare({ m: 40, n: 40, k: 0 }, false, false, software);
  });
});

it('large tiles, each matrix along and across k', async () => {
  await compare({ m: 132, n: 148, k: 36, batch: [[24], []] }, false, false, false);
  await compare({ m: 133, n: 147, k: 37, batch: [[24], []] }, true, true, false);
});

it('whole numbers, thin and odd products in blocks', async () => {
  await compare({ m: 50, n: 60, k: 20, dtype: 'int32' }, false, true, true);
  await compare({ m: 128, n: 10, k: 64 }, true, false, true);
  await compare({ m: 5, n: 300, k: 64 }, false, false, true);
  await compare({ m: 5, n: 300, k: 7 }, true, true, false);
});

/** NaN, infinities and garbage in dirty buffers past the edges stay where they belong. */
it.each([true, false])('keeps NaN and Inf in their rows and columns, as for software: %s', async (software) => {
  const [m, n, k] = [66, 70, 38];
  const a = new Float32Array(m * k).fill(1);
  const b = new Float32Array(k * n).fill(1);
  a[65 * k + 37] = NaN;
  b[37 * n + 69] = Infinity;
  const y = await product(
    gpu,
    [m, k],
    a,
    [k, n],
    b,
    [m, n],
    'float32',
    { transposeA: false, transposeB: false },
    software,
  );
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      expect(y[row * n + column]).toBe(row === 65 ? NaN : column === 69 ? Infinity : k);
    }
  }
});

async function compare(
  { m, n, k, batch: [ofA, ofB] = [[], []], dtype = 'float32' }: Case,
  transposeA: boolean,
  transposeB: boolean,
  software: boolean,
): Promise<void> {
  const shapeA = [...ofA, ...(transposeA ? [k, m] : [m, k])];
  const shapeB = [...ofB, ...(transposeB ? [n, k] : [k, n])];
  const batch =
    ofA.length >= ofB.length ? ofA.map((size, i) => Math.max(size, ofB[i + ofB.length - ofA.length] ?? 1)) : ofB;
  const shape = [...batch, m, n];
  // Small whole numbers: every sum is exact, in whatever order.
  const whole = (shape: number[], seed: number) =>
    Float32Array.from({ length: shape.reduce((x, y) => x * y, 1) }, (_, i) => ((i * 37 + seed) % 17) - 8);
  const [a, b] = [whole(shapeA, 3), whole(shapeB, 5)];
  const attributes = { transposeA, transposeB };
  const [expected, actual] = await Promise.all(
    [cpuBackend as Backend, gpu].map((on) => product(on, shapeA, a, shapeB, b, shape, dtype, attributes, software)),
  );
  expect(actual, JSON.stringify({ m, n, k, transposeA, transposeB, software })).toEqual(expected);
}

async function product(
  backend: Backend,
  shapeA: number[],
  a: TypedArray,
  shapeB: number[],
  b: TypedArray,
  shape: number[],
  dtype: DType,
  attributes: { transposeA: boolean; transposeB: boolean },
  software: boolean,
): Promise<TypedArray> {
  const kernel: Kernel = {
    ...tf.matmul.op,
    wgsl: ([x, y], [z]) => matmulWgsl(x, y, z, attributes.transposeA, attributes.transposeB, { software }),
  };
  const [x, y, z] = [shapeA, shapeB, shape].map((one) => new Tensor(one, dtype, backend));
  const convert = (list: TypedArray) => (dtype === 'int32' ? Int32Array.from(list) : list);
  backend.upload(x, convert(a));
  backend.upload(y, convert(b));
  backend.run(kernel, [x, y], [z], attributes as Attributes);
  return backend.read(z);
}
