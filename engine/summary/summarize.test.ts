import { beforeAll, expect, test } from 'vitest';
import { cpuBackend } from '../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../backends/webgpu/webgpuBackend';
import { SMALL_TENSOR } from '../protocol/tensorView';
import { withBackend } from '../tensor/activeBackend';
import { fromData } from '../tensor/convert';
import { dtypeOf, type TypedArray } from '../tensor/dtype';
import { testWebgpuBackend } from '../testing/webgpu';
import { SMALL, summarize } from './summarize';

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

const wave = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i) * 3 + (i % 7 === 0 ? 0 : 1));

const LISTS: Record<string, TypedArray> = {
  scalar: Float32Array.of(9),
  'minus zero': Float32Array.of(-0, 0, -1.5),
  'NaN and Inf': Float32Array.of(NaN, Infinity, 2, -Infinity, NaN, 0, -4),
  'nothing finite': Float32Array.of(NaN, -Infinity),
  'beyond the range of squares': Float32Array.of(3e38, 3e38, -3e38, 1e-30),
  tiny: Float32Array.of(1e-38, -1e-38, 3e-30),
  empty: new Float32Array(0),
  'whole numbers': Int32Array.of(2147483647, 2147483646, -2147483648, 0, 5),
  'many whole numbers': Int32Array.from({ length: 500 }, (_, i) => (i * 7919) % 1000003),
  bools: Uint8Array.of(1, 0, 0, 1, 1),
  'as many as travel': wave(64),
  'one more': wave(65),
  long: wave(100_003),
};

test('travels with the number of elements that the protocol says', () => expect(SMALL).toBe(SMALL_TENSOR));

test('a summary counts what is not finite and leaves it out of the rest', async () => {
  const tensor = withBackend(cpuBackend, () => fromData(LISTS['NaN and Inf'], [7], 'float32'));
  const [{ summary, data }] = await summarize([tensor]);
  expect(summary).toEqual({
    min: -4,
    max: 2,
    mean: -2 / 3,
    norm: Math.sqrt(20),
    zeros: 1 / 7,
    nanCount: 2,
    infCount: 2,
  });
  expect(data).toEqual([NaN, Infinity, 2, -Infinity, NaN, 0, -4]);
});

test('float64 numbers whose squares overflow still have a norm', async () => {
  const tensor = withBackend(cpuBackend, () => fromData(Float64Array.of(3e200, 4e200, NaN), [3], 'float64'));
  const [{ summary }] = await summarize([tensor]);
  expect(summary.norm / 5e200).toBeCloseTo(1, 12);
  expect(summary.mean / 3.5e200).toBeCloseTo(1, 12);
});

test('webgpu says of a whole list what the cpu says of each', async () => {
  const all = Object.values(LISTS);
  const [onCpu, onGpu] = [cpuBackend, webgpu].map((backend) =>
    withBackend(backend, () => all.map((data) => fromData(data.slice(), [data.length], dtypeOf(data)))),
  );
  const submits = webgpu.stats().submits;
  const actual = await summarize(onGpu);
  expect(webgpu.stats().submits - submits).toBe(1);
  const expected = await summarize(onCpu);
  Object.keys(LISTS).forEach((name, i) => {
    const [a, e] = [actual[i], expected[i]];
    expect(a.data, name).toEqual(e.data);
    const { mean, norm, ...exact } = a.summary;
    expect({ ...exact, mean: e.summary.mean, norm: e.summary.norm }, name).toEqual(e.summary);
    expectClose(mean, e.summary.mean, `mean of ${name}`, Math.max(Math.abs(exact.min), Math.abs(exact.max)));
    expectClose(norm, e.summary.norm, `norm of ${name}`, e.summary.norm);
  });
});

function expectClose(actual: number, expected: number, what: string, scale: number): void {
  if (Number.isNaN(expected)) expect(actual, what).toBeNaN();
  else expect(Math.abs(actual - expected), what).toBeLessThanOrEqual(2e-6 * scale);
}
