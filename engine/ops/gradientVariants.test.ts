import { describe, expect, test } from 'vitest';
import '../index';
import { cpuBackend } from '../backends/cpu/cpuBackend';
import { withBackend } from '../tensor/activeBackend';
import type { Backend } from '../tensor/backend';
import type { TypedArray } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import { GradientTape } from '../tape/gradientTape';
import { ofOtherRanks, type Variant, withNumbers } from '../testing/bending';
import { difference } from '../testing/close';
import { sampleData, tensorOn } from '../testing/samples';
import { sharedWebgpuBackend } from '../testing/webgpu';
import { type AnyComposite, type AnyOp, catalogue, composites, evaluate, isDifferentiable } from './catalogue';
import type { Sample } from './op';

/*
 * The gradient of every sample of every op, bent: under NaN, infinities, zeros and large logits, and of ranks 0 to 6.
 * Both backends say the same. Nothing here knows an op by name.
 */

const NUMBERS: Readonly<Record<string, readonly number[]>> = {
  'a NaN': [0.5, NaN, -1, 1.5, 0.25],
  'an infinity': [0.5, 1, Infinity, -1.5, 0.75],
  'both infinities': [-Infinity, 0.5, 2, Infinity, 1],
  zeros: [0, -0, 0],
  'large logits': [300, -80, -300, 10, 80, -10, 0],
};

const TOLERANCE = { relative: 1e-5, absolute: 2e-6 };

const webgpu = sharedWebgpuBackend();

type Gradients = (Tensor | null)[] | Error;

/** Of the sum of all float outputs, by each float input; the error where the op refuses the sample. */
function gradientsOn(backend: Backend, op: AnyOp | AnyComposite, sample: Sample, data: TypedArray[]): Gradients {
  try {
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
  } catch (error) {
    return error as Error;
  }
}

const variantsOf = (op: AnyOp | AnyComposite): Variant[] =>
  (op.samples() as readonly Sample[]).flatMap((sample) => [...withNumbers(sample, NUMBERS), ...ofOtherRanks(sample)]);

describe('gradients of bent samples are the same on both backends', () => {
  const all = [...catalogue, ...composites].filter(isDifferentiable).map((op) => [op.name, op] as const);
  test.each(all)('%s', async (_, op) => {
    const faults: string[] = [];
    const both: { name: string; onCpu: Tensor; onGpu: Tensor }[] = [];
    variantsOf(op).forEach(({ what, sample }, k) => {
      const shapes = sample.inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' ');
      const name = `${what}, ${shapes} ${JSON.stringify(sample.attributes)}`;
      const data = sample.inputs.map((input, i) => sampleData(input, 17 * k + i));
      const [onCpu, onGpu] = [cpuBackend, webgpu()].map((backend) => gradientsOn(backend, op, sample, data));
      if (onCpu instanceof Error || onGpu instanceof Error) {
        const [cpu, gpu] = [onCpu, onGpu].map((one) => (one instanceof Error ? one.message : 'no error'));
        if (cpu !== gpu) faults.push(`${name}: on webgpu ${gpu}, on cpu ${cpu}`);
        return;
      }
      onCpu.forEach((one, i) => {
        const other = onGpu[i];
        if (one !== null && other !== null) both.push({ name: `${name}, gradient ${i}`, onCpu: one, onGpu: other });
        else if (one !== other) faults.push(`${name}, gradient ${i}: only one is None`);
      });
    });
    const actual = await webgpu().readMany(both.map(({ onGpu }) => onGpu));
    actual.forEach((one, i) => {
      const fault = difference(one, both[i].onCpu.dataSync(), TOLERANCE);
      if (fault !== null) faults.push(`${both[i].name}: ${fault}`);
    });
    expect(faults, faults.join('\n')).toEqual([]);
  });
});
