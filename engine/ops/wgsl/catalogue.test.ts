import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { withBackend } from '../../tensor/activeBackend';
import type { Backend } from '../../tensor/backend';
import type { TypedArray } from '../../tensor/dtype';
import { difference } from '../../testing/close';
import { sampleData, tensorOn } from '../../testing/samples';
import { testWebgpuBackend } from '../../testing/webgpu';
import { type AnyOp, catalogue } from '../catalogue';
import { execute, type OpDef, type Sample } from '../op';

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
});
afterAll(() => webgpu.destroy());

describe('every op gives on webgpu what it gives on the cpu', () => {
  test.each(catalogue.map((op) => [op.name, op] as const))('%s', async (name, op) => {
    const samples = (op as unknown as OpDef).samples();
    expect(samples.length).toBeGreaterThan(0);
    const runs = samples.map((sample, i) => run(op, sample, 7 + i));
    const expected = runs.flatMap(({ onCpu }) => onCpu);
    const actual = await webgpu.readMany(runs.flatMap(({ onGpu }) => onGpu));
    const faults = actual.map((one, i) => difference(one, expected[i].dataSync())).filter((one) => one !== null);
    expect(faults, name).toEqual([]);
  });
});

function run(op: AnyOp, sample: Sample, seed: number) {
  const data = sample.inputs.map((input, i) => sampleData(input, seed * 31 + i));
  return { onCpu: runOn(cpuBackend, op, sample, data), onGpu: runOn(webgpu, op, sample, data) };
}

function runOn(backend: Backend, op: AnyOp, sample: Sample, data: readonly TypedArray[]) {
  const inputs = sample.inputs.map((input, i) => tensorOn(backend, input, data[i]));
  return withBackend(backend, () => execute(op as unknown as OpDef, inputs, sample.attributes));
}
