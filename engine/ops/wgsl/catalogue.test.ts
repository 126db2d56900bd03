import { describe, expect, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { withBackend } from '../../tensor/activeBackend';
import type { Backend } from '../../tensor/backend';
import type { TypedArray } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import { GradientTape } from '../../tape/gradientTape';
import '../tapeArithmetic';
import { difference } from '../../testing/close';
import { sampleData, tensorOn } from '../../testing/samples';
import { sharedWebgpuBackend, testWebgpuBackendAsHardware } from '../../testing/webgpu';
import { type AnyComposite, type AnyOp, catalogue, composites, evaluate, isDifferentiable } from '../catalogue';
import type { Sample } from '../op';

const all = [...catalogue, ...composites].map((one) => [one.name, one] as const);

const webgpu = sharedWebgpuBackend();

describe('every op gives on webgpu what it gives on the cpu', () => {
  test.each(all)('%s', (_, op) => compareSamples(op, webgpu()));
});

describe('ops whose kernels depend on the adapter do so with those of a real GPU', () => {
  const hardware = sharedWebgpuBackend(testWebgpuBackendAsHardware);
  const asking = catalogue
    .filter(({ wgsl }) => wgsl !== null && wgsl.length > 3)
    .map((one) => [one.name, one] as const);
  test.each(asking)('%s', (_, op) => compareSamples(op, hardware()));
});

async function compareSamples(op: AnyOp | AnyComposite, backend: WebgpuBackend): Promise<void> {
  const samples = op.samples() as readonly Sample[];
  expect(samples.length).toBeGreaterThan(0);
  const runs = samples.map((sample, i) => run(op, sample, 7 + i, backend));
  const expected = runs.flatMap(({ onCpu }) => onCpu);
  const actual = await backend.readMany(runs.flatMap(({ onGpu }) => onGpu));
  const faults = actual.map((one, i) => difference(one, expected[i].dataSync())).filter((one) => one !== null);
  expect(faults, op.name).toEqual([]);
}

describe('and so does its gradient', () => {
  test.each(all.filter(([, op]) => isDifferentiable(op)))('%s', async (name, op) => {
    const pairs = (op.samples() as readonly Sample[]).flatMap((sample, i) => {
      const data = sample.inputs.map((input, k) => sampleData(input, 91 * i + k));
      const [onCpu, onGpu] = [cpuBackend, webgpu()].map((backend) => gradientsOn(backend, op, sample, data));
      return onCpu.map((one, k) => [one, onGpu[k]] as const);
    });
    const faults: (string | null)[] = pairs.map(([a, b]) =>
      (a === null) === (b === null) ? null : 'only one is None',
    );
    const both = pairs.filter((pair): pair is readonly [Tensor, Tensor] => pair[0] !== null && pair[1] !== null);
    const actual = await webgpu().readMany(both.map(([, onGpu]) => onGpu));
    faults.push(...actual.map((one, i) => difference(one, both[i][0].dataSync(), { relative: 1e-5, absolute: 2e-6 })));
    expect(
      faults.filter((one) => one !== null),
      name,
    ).toEqual([]);
  });
});

/** Gradients of the sum of all float outputs, by each float input. */
function gradientsOn(
  backend: Backend,
  op: AnyOp | AnyComposite,
  sample: Sample,
  data: readonly TypedArray[],
): (Tensor | null)[] {
  const inputs = sample.inputs.map((input, i) => tensorOn(backend, input, data[i]));
  const floats = inputs.filter(({ dtype }) => dtype === 'float32');
  return withBackend(backend, () => {
    const tape = new GradientTape();
    const outputs = tape.record(() => {
      tape.watch(floats);
      return evaluate(op, inputs, sample.attributes);
    });
    return tape.gradient(outputs, floats);
  });
}

function run(op: AnyOp | AnyComposite, sample: Sample, seed: number, gpu: Backend) {
  const data = sample.inputs.map((input, i) => sampleData(input, seed * 31 + i));
  return { onCpu: runOn(cpuBackend, op, sample, data), onGpu: runOn(gpu, op, sample, data) };
}

function runOn(backend: Backend, op: AnyOp | AnyComposite, sample: Sample, data: readonly TypedArray[]) {
  const inputs = sample.inputs.map((input, i) => tensorOn(backend, input, data[i]));
  return withBackend(backend, () => evaluate(op, inputs, sample.attributes));
}
