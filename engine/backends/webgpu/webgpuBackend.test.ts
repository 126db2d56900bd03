import { create } from 'webgpu';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { add } from '../../ops/elementwise/add';
import { matmul } from '../../ops/linalg/matmul';
import { multiply } from '../../ops/elementwise/multiply';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { reshape } from '../../ops/shapes/reshape';
import { useBackend } from '../../tensor/activeBackend';
import type { Kernel } from '../../tensor/backend';
import { convert, fromData } from '../../tensor/convert';
import { DTypeError, ValueError } from '../../tensor/errors';
import { tidy } from '../../tensor/lifetime';
import { Tensor } from '../../tensor/tensor';
import { testWebgpuBackend } from '../../testing/webgpu';
import { DeviceLostError, NoAdapterError, WebgpuError } from './errors';
import { createWebgpuBackend, type WebgpuBackend } from './webgpuBackend';

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});
beforeEach(() => useBackend(webgpu));

describe('moving numbers', () => {
  test('every dtype comes back as it went, −0 and NaN included', async () => {
    const floats = fromData(Float32Array.of(-0, NaN, Infinity, 1.5), [4], 'float32');
    const whole = fromData(Int32Array.of(-2147483648, 7), [2], 'int32');
    const bools = fromData(Uint8Array.of(1, 0, 1), [3], 'bool');
    expect(await floats.data()).toEqual(Float32Array.of(-0, NaN, Infinity, 1.5));
    expect(await whole.data()).toEqual(Int32Array.of(-2147483648, 7));
    expect(await bools.data()).toEqual(Uint8Array.of(1, 0, 1));
  });

  test('a list is read with one submit', async () => {
    const tensors = [1, 2, 3].map((x) => multiply(convert([x, x]), 2));
    const before = webgpu.stats().submits;
    const read = await webgpu.readMany(tensors);
    expect(read).toEqual([Float32Array.of(2, 2), Float32Array.of(4, 4), Float32Array.of(6, 6)]);
    expect(webgpu.stats().submits - before).toBe(1);
  });

  test('empty tensors are computed and read', async () => {
    const empty = convert([]);
    expect((await multiply(empty, 3).data()).length).toBe(0);
    expect(await reduceSum(empty).item()).toBe(0);
    const product = matmul(
      fromData(new Float32Array(0), [2, 0], 'float32'),
      fromData(new Float32Array(0), [0, 3], 'float32'),
    );
    expect(await product.data()).toEqual(new Float32Array(6));
    expect(await webgpu.readMany([])).toEqual([]);
  });

  test('float64 is refused, and so is an answer at once', () => {
    expect(() => convert([1, 2], 'float64')).toThrow(DTypeError);
    expect(() => convert([1, 2]).dataSync()).toThrow(/lives on webgpu.*await tensor\.data/);
  });

  test('more dispatches than a batch holds', async () => {
    const result = tidy(() => {
      let x = convert(0);
      for (let i = 0; i < 1000; i++) x = add(x, 1);
      return x;
    });
    expect(await result.item()).toBe(1000);
  });
});

describe('large shapes take the large kernels', () => {
  test.each([
    ['edges everywhere', 37, 19, 41],
    ['by fours', 36, 20, 40],
    ['by fours, with edges across', 37, 20, 41],
    ['by fours with an edge below', 38, 24, 36],
  ])('matmul in blocks and every transpose: %s', async (_, m, k, n) => {
    const value = (i: number) => ((i * 37) % 11) - 5;
    const a = Float32Array.from({ length: m * k }, (_, i) => value(i));
    const b = Float32Array.from({ length: k * n }, (_, i) => value(i + 3));
    const expected = new Float32Array(m * n);
    for (let r = 0; r < m; r++)
      for (let c = 0; c < n; c++) for (let i = 0; i < k; i++) expected[r * n + c] += a[r * k + i] * b[i * n + c];
    const turned = (x: Float32Array, rows: number, columns: number) =>
      x.map((_, i) => x[(i % rows) * columns + Math.floor(i / rows)]);
    const tensors = [false, true].flatMap((transposeA) =>
      [false, true].map((transposeB) =>
        matmul(
          transposeA ? fromData(turned(a, m, k), [k, m], 'float32') : fromData(a.slice(), [m, k], 'float32'),
          transposeB ? fromData(turned(b, k, n), [n, k], 'float32') : fromData(b.slice(), [k, n], 'float32'),
          { transposeA, transposeB },
        ),
      ),
    );
    for (const one of await webgpu.readMany(tensors)) expect(one).toEqual(expected);
  });

  test('reductions of one, two and three passes', async () => {
    const sizes = [128, 129, 16_385, 70_000];
    const sums = sizes.map((n) => reduceSum(fromData(new Int32Array(n).fill(3), [n], 'int32')));
    expect((await webgpu.readMany(sums)).map(([sum]) => sum)).toEqual(sizes.map((n) => 3 * n));
    const x = fromData(
      Float32Array.from({ length: 3 * 1000 * 2 }, (_, i) => i % 2),
      [3, 1000, 2],
      'float32',
    );
    expect(await reduceSum(x, { axis: 1 }).array()).toEqual([
      [0, 1000],
      [0, 1000],
      [0, 1000],
    ]);
  });

  test('more threads than one row of workgroups holds', async () => {
    const n = 65_535 * 64 + 100;
    // Rows of two: no vectors of four.
    const data = await add(fromData(new Float32Array(n).fill(1), [n / 2, 2], 'float32'), [1, 1]).data();
    expect([data[0], data[n >> 1], data[n - 1]]).toEqual([2, 2, 2]);
  });
});

describe('buffers', () => {
  test('a shared buffer lives until its last tensor dies', async () => {
    const x = convert([1, 2, 3, 4]);
    const y = reshape(x, [2, 2]);
    x.dispose();
    const filler = multiply(convert([9, 9, 9, 9]), 2);
    expect(await y.array()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    y.dispose();
    filler.dispose();
    await expect(y.backend.read(y)).rejects.toThrow(/disposed/);
  });

  test('an upload never overtakes a command that still has to read the buffer', async () => {
    const sums: Tensor[] = [];
    for (let i = 0; i < 50; i++) {
      const x = convert([i, i]);
      sums.push(add(x, 0));
      x.dispose();
    }
    const read = await webgpu.readMany(sums);
    expect(read.map(([first]) => first)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    for (const one of sums) one.dispose();
  });

  test('the same work over and over needs no more of them', async () => {
    const step = () =>
      tidy(() => {
        const x = convert([[1, 2, 3]]);
        return reduceSum(matmul(x, x, { transposeB: true }));
      });
    const after: number[] = [];
    for (let i = 0; i < 30; i++) {
      const loss = step();
      await loss.data();
      loss.dispose();
      after.push(webgpu.stats().buffers);
    }
    expect(after.at(-1)).toBe(after[5]);
  });
});

describe('what may go wrong', () => {
  test('a software adapter is refused where none was asked for', async () => {
    await expect(createWebgpuBackend(create([]), { software: false })).rejects.toThrow(
      webgpu.adapter.software ? /only adapter is a software one/ : NoAdapterError,
    );
  });

  test('no adapter: says so after a few tries', async () => {
    let tries = 0;
    const none = { requestAdapter: () => Promise.resolve((tries++, null)) } as unknown as GPU;
    await expect(createWebgpuBackend(none, { software: true })).rejects.toThrow(NoAdapterError);
    expect(tries).toBeGreaterThan(3);
  });

  test('a lost device is told once, and everything after throws', async () => {
    const told: string[] = [];
    const other = await testWebgpuBackend({ onLost: (reason) => told.push(reason) });
    useBackend(other);
    const x = convert([1, 2]);
    const reading = multiply(x, 2).data();
    other.destroy();
    await expect(reading).rejects.toThrow(DeviceLostError);
    expect(() => multiply(x, 2)).toThrow(DeviceLostError);
    await expect(x.data()).rejects.toThrow(/tensors are gone/);
    x.dispose();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told).toEqual(['destroyed']);
  });

  test('a kernel that does not compile is named, and no number of it is shown', async () => {
    const other = await testWebgpuBackend();
    useBackend(other);
    const kernel: Kernel = {
      name: 'broken',
      cpu: () => {},
      wgsl: () => ({
        passes: [
          {
            key: 'broken',
            source: () => 'not WGSL',
            reads: [{ input: 0 }],
            writes: [{ output: 0 }],
            params: [1],
            workgroups: [1, 1, 1],
          },
        ],
      }),
    };
    const x = convert(1);
    const y = new Tensor([], 'float32', other);
    other.run(kernel, [x], [y], {});
    await expect(y.data()).rejects.toThrow(WebgpuError);
    await expect(y.data()).rejects.toThrow(/kernel broken does not compile/);
    other.destroy();
  });

  test('an op without a kernel and a tensor beyond the limits are refused', () => {
    const kernel: Kernel = { name: 'sideways', cpu: () => {}, wgsl: null };
    expect(() => webgpu.run(kernel, [], [], {})).toThrow(ValueError);
    const huge = new Tensor([1 << 16, 1 << 16], 'float32', webgpu);
    expect(() => webgpu.upload(huge, new Float32Array(0))).toThrow(/this adapter takes/);
  });
});
