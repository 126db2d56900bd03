import { describe, expect, test } from 'vitest';
import '../index';
import { cpuBackend } from '../backends/cpu/cpuBackend';
import { withBackend } from '../tensor/activeBackend';
import type { Backend } from '../tensor/backend';
import type { DType, TypedArray } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import { ofOtherRanks, reshaped, type Variant, withNumbers } from '../testing/bending';
import { difference } from '../testing/close';
import { faultOf } from '../testing/errors';
import { sampleData, tensorOn } from '../testing/samples';
import { sharedWebgpuBackend } from '../testing/webgpu';
import { type AnyComposite, type AnyOp, catalogue, composites, evaluate } from './catalogue';
import type { Sample, SampleInput } from './op';

/*
 * Every sample of every op, bent: empty, of other ranks, of other shapes and dtypes, with another
 * axis, with numbers that break formulas. Whatever comes of it, both backends say the same: the same
 * numbers, or the same error, which names the op. Nothing here knows an op by name.
 */

/** An input of denormal numbers; a GPU may take them for zeros, so there are two right answers. */
const DENORMAL = 'denormal numbers';
/** Left to `extremes.test.ts` for elementwise ops, which says number by number what is known to differ. */
const LARGE = 'large numbers';
const NUMBERS: Readonly<Record<string, readonly number[]>> = {
  'a NaN': [0.5, NaN, -1, 1.5, 0.25],
  'an infinity': [0.5, 1, Infinity, -1.5, 0.75],
  'both infinities': [-Infinity, 0.5, 2, Infinity, 1],
  zeros: [0, -0, 0],
  [LARGE]: [1e15, 2e15, 1.5e15],
  'large logits': [300, -300, 800, -800, 100, -100, 0],
  [DENORMAL]: [1e-40, -3e-42, 1e-45, 5e-39],
};

function variantsOf(op: AnyOp | AnyComposite): Variant[] {
  return (op.samples() as readonly Sample[]).flatMap((sample) => [
    ...withNumbers(sample, NUMBERS).filter(({ what }) => what !== LARGE || !isElementwise(op)),
    ...withoutElements(sample),
    ...ofRanks(op, sample),
    ...ofOtherRanks(sample),
    ...ofOtherShapes(sample),
    ...ofOtherDTypes(sample),
    ...onOtherAxes(sample),
  ]);
}

/** One axis without elements, in all inputs that have it in common. */
function withoutElements(sample: Sample): Variant[] {
  const [first] = sample.inputs;
  return (first?.shape ?? []).map((size, axis) => ({
    what: `axis ${axis} empty`,
    sample: {
      ...sample,
      inputs: sample.inputs.map((input) =>
        input.shape[axis] === size
          ? reshaped(
              input,
              input.shape.map((own, i) => (i === axis ? 0 : own)),
            )
          : input,
      ),
    },
  }));
}

/** All inputs of one shape: an elementwise op takes that at every rank. */
function ofRanks(op: AnyOp | AnyComposite, sample: Sample): Variant[] {
  if (!isElementwise(op)) return [];
  return Array.from({ length: 7 }, (_, rank) => {
    const shape = Array.from({ length: rank }, (__, axis) => (axis % 2 === 0 ? 2 : 1));
    return {
      what: `all of rank ${rank}`,
      sample: { ...sample, inputs: sample.inputs.map((input) => reshaped(input, shape)) },
    };
  });
}

/** One input at a time: an axis longer, the first axis gone, one axis more. */
function ofOtherShapes(sample: Sample): Variant[] {
  return eachInput(sample, (input) => [
    ...input.shape.map((_, axis) =>
      reshaped(
        input,
        input.shape.map((size, i) => (i === axis ? size + 1 : size)),
      ),
    ),
    ...(input.shape.length > 0 ? [reshaped(input, input.shape.slice(1))] : []),
    reshaped(input, [2, ...input.shape]),
  ]);
}

function ofOtherDTypes(sample: Sample): Variant[] {
  const dtypes: readonly DType[] = ['float32', 'int32', 'bool'];
  return eachInput(sample, (input) =>
    dtypes
      .filter((dtype) => dtype !== (input.dtype ?? 'float32'))
      .map((dtype) => ({ shape: input.shape, dtype, range: [0, 1.99] })),
  );
}

function onOtherAxes(sample: Sample): Variant[] {
  if (typeof (sample.attributes as { axis?: unknown }).axis !== 'number') return [];
  return [9, -9, 0.5].map((axis) => ({
    what: `axis ${axis}`,
    sample: { ...sample, attributes: { ...sample.attributes, axis } },
  }));
}

function eachInput(sample: Sample, change: (input: SampleInput) => readonly SampleInput[]): Variant[] {
  return sample.inputs.flatMap((input, at) =>
    change(input).map((changed) => ({
      what: `input ${at} as ${changed.dtype ?? 'float32'} [${changed.shape.join(', ')}]`,
      sample: { ...sample, inputs: sample.inputs.map((one, i) => (i === at ? changed : one)) },
    })),
  );
}

function isElementwise(op: AnyOp | AnyComposite): boolean {
  return 'elementwise' in op && op.elementwise;
}

type Outcome = { readonly outputs: readonly Tensor[] } | { readonly error: Error };

function outcomeOn(backend: Backend, op: AnyOp | AnyComposite, sample: Sample, data: readonly TypedArray[]): Outcome {
  try {
    const inputs = sample.inputs.map((input, i) => tensorOn(backend, input, data[i]));
    return { outputs: withBackend(backend, () => evaluate(op, inputs, sample.attributes)) };
  } catch (error) {
    return { error: error as Error };
  }
}

interface Compared {
  readonly what: string;
  readonly allowed: readonly Tensor[];
  readonly onGpu: Tensor;
}

const webgpu = sharedWebgpuBackend();

describe('bent samples give the same on both backends: numbers, or an error that names the op', () => {
  test.each([...catalogue, ...composites].map((op) => [op.name, op] as const))('%s', async (_, op) => {
    const faults: string[] = [];
    const compared: Compared[] = [];
    variantsOf(op).forEach(({ what, sample }, k) => {
      const shapes = sample.inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' ');
      const name = `${what}, ${shapes} ${JSON.stringify(sample.attributes)}`;
      const data = sample.inputs.map((input, i) => sampleData(input, 13 * k + i));
      const [onCpu, onGpu] = [cpuBackend, webgpu()].map((backend) => outcomeOn(backend, op, sample, data));
      if ('error' in onCpu) {
        const fault = faultOf(op, onCpu.error);
        if (fault !== null) faults.push(`${name}: ${fault}`);
        const other = 'error' in onGpu ? onGpu.error.message : 'no error';
        if (other !== onCpu.error.message) faults.push(`${name}: on webgpu ${other}, on cpu ${onCpu.error.message}`);
      } else if ('error' in onGpu) faults.push(`${name}: only on webgpu ${onGpu.error.stack}`);
      else {
        const flushed = what === DENORMAL ? outcomeOn(cpuBackend, op, sample, data.map(withoutDenormals)) : onCpu;
        onCpu.outputs.forEach((one, i) => {
          const allowed = 'outputs' in flushed ? [one, flushed.outputs[i]] : [one];
          compared.push({
            what: name,
            allowed,
            onGpu: onGpu.outputs[i],
          });
        });
      }
    });
    const actual = await webgpu().readMany(compared.map(({ onGpu }) => onGpu));
    actual.forEach((one, i) => {
      const { what, allowed } = compared[i];
      const fault = differenceFromEach(
        one,
        allowed.map((answer) => answer.dataSync()),
      );
      if (fault !== null) faults.push(`${what}: ${fault}`);
    });
    expect(faults, faults.join('\n')).toEqual([]);
  });
});

function withoutDenormals(data: TypedArray): TypedArray {
  return data instanceof Float32Array
    ? data.map((one) => (Math.abs(one) < 2 ** -126 ? Math.sign(one) * 0 : one))
    : data;
}

/** Each element agrees with that of one of the answers. */
function differenceFromEach(actual: TypedArray, answers: readonly TypedArray[]): string | null {
  const whole = answers.map((one) => difference(actual, one, TOLERANCE));
  if (whole.includes(null)) return null;
  for (let i = 0; i < actual.length; i++) {
    const own = answers.map((one) => difference(actual.subarray(i, i + 1), one.subarray(i, i + 1), TOLERANCE));
    if (!own.includes(null)) return `element ${i} of ${actual.length}: ${own.join(' or ')}`;
  }
  return actual.length === answers[0].length ? null : whole[0];
}

const TOLERANCE = { relative: 1e-5, absolute: 1.2e-6 };
