import { describe, expect, test } from 'vitest';
import '../index';
import { cpuBackend } from '../backends/cpu/cpuBackend';
import { setSeed } from '../random/streams';
import { withBackend } from '../tensor/activeBackend';
import type { Backend } from '../tensor/backend';
import type { TypedArray } from '../tensor/dtype';
import { Tensor } from '../tensor/tensor';
import { difference } from '../testing/close';
import { faultOf } from '../testing/errors';
import { sampleData, tensorOn } from '../testing/samples';
import { sharedWebgpuBackend } from '../testing/webgpu';
import { type AnyComposite, type AnyOp, catalogue, composites, functions } from './catalogue';
import type { Sample } from './op';

/*
 * The public function of every op, called as its Python signature says: tensors in order, what has no
 * default by position, what has one by name. Each argument that is no tensor is then bent. Both
 * backends say the same: the same numbers, or the same error, which names the op.
 */

/** What a person may write by mistake, or a script work out wrongly. */
const BENT: readonly unknown[] = [
  ...[-1, -7, 0, 0.5, 9, NaN, Infinity, -Infinity, 2 ** 31, 1e12],
  ...['nonsense', '', null, true, {}],
  ...[[], [0], [-1], [0.5], [NaN], [9, 9], [1, 1, 1, 1, 1], [2 ** 31], ['nonsense'], [null], [[1]], [[1, 2, 3]]],
];

/** What a rule says of an option shows on the first few samples of an op. */
const SAMPLES = 4;

type Args = readonly unknown[];
interface Bend {
  readonly what: string;
  readonly args: (tensors: readonly Tensor[]) => Args;
}

const publicOnes = [...catalogue, ...composites].filter(
  ({ tf }) => tf.names.length > 0 && !tf.names[0].startsWith('tf.raw_ops.'),
);

function camelCased(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** How a sample's call is written; null where its attributes are not what the signature speaks of. */
function callOf(op: AnyOp | AnyComposite, { inputs, attributes }: Sample) {
  const known = attributes as Readonly<Record<string, unknown>>;
  const parameters = op.tf.signature.map((one) => ({ ...one, key: camelCased(one.name) }));
  const required = parameters.filter((one) => !('default' in one));
  const tensors = required.filter(({ key }) => !(key in known));
  const list = tensors.length === 1 && inputs.length !== 1;
  if (!list && tensors.length !== inputs.length) return null;
  const options = parameters.filter((one) => 'default' in one && one.key in known).map(({ key }) => key);
  return (given: readonly Tensor[], changed: Readonly<Record<string, unknown>> = {}): Args => {
    const values = { ...known, ...changed };
    let next = 0;
    const positional = required.map(({ key }) => (key in known ? values[key] : list ? given : given[next++]));
    return [...positional, Object.fromEntries(options.map((key) => [key, values[key]]))];
  };
}

function bendsOf(op: AnyOp | AnyComposite, sample: Sample): Bend[] {
  const call = callOf(op, sample);
  if (call === null) return [];
  const names = new Set(op.tf.signature.map(({ name }) => camelCased(name)));
  return Object.keys(sample.attributes)
    .filter((key) => names.has(key))
    .flatMap((key) =>
      BENT.map((value) => ({
        what: `${key}: ${typeof value === 'number' ? value : JSON.stringify(value)}`,
        args: (tensors: readonly Tensor[]) => call(tensors, { [key]: value }),
      })),
    );
}

type Outcome = { readonly outputs: readonly Tensor[] } | { readonly error: Error };

function outcomeOn(backend: Backend, name: string, sample: Sample, data: readonly TypedArray[], bend: Bend): Outcome {
  try {
    const tensors = sample.inputs.map((input, i) => tensorOn(backend, input, data[i]));
    setSeed(5);
    return { outputs: tensorsIn(withBackend(backend, () => functions[name](...(bend.args(tensors) as never[])))) };
  } catch (error) {
    return { error: error as Error };
  }
}

function tensorsIn(result: unknown): readonly Tensor[] {
  if (result instanceof Tensor) return [result];
  return typeof result === 'object' && result !== null ? Object.values(result).flatMap(tensorsIn) : [];
}

/** Where options are huge, numbers that cancel out leave the rounding of the huge ones. */
function largest(data: TypedArray): number {
  return Array.from(data).reduce((most, one) => (Number.isFinite(one) ? Math.max(most, Math.abs(one)) : most), 1);
}

const webgpu = sharedWebgpuBackend();

describe('bent options give the same on both backends: numbers, or an error that names the op', () => {
  const bent = publicOnes.filter((op) => op.samples().some((sample) => bendsOf(op, sample).length > 0));

  test.each(bent.map((op) => [op.name, op] as const))('%s', async (name, op) => {
    const faults: string[] = [];
    const compared: { readonly what: string; readonly onCpu: Tensor; readonly onGpu: Tensor }[] = [];
    (op.samples() as readonly Sample[]).slice(0, SAMPLES).forEach((sample, k) => {
      const data = sample.inputs.map((input, i) => sampleData(input, 17 * k + i));
      for (const bend of bendsOf(op, sample)) {
        const shapes = sample.inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' ');
        const what = `${bend.what} of ${shapes} ${JSON.stringify(sample.attributes)}`;
        const started = performance.now();
        const [onCpu, onGpu] = [cpuBackend, webgpu()].map((one) => outcomeOn(one, name, sample, data, bend));
        const took = performance.now() - started;
        if (took > 1000) faults.push(`${what}: took ${Math.round(took)} ms`);
        if ('error' in onCpu) {
          const fault = faultOf(op, onCpu.error);
          if (fault !== null) faults.push(`${what}: ${fault}`);
          const other = 'error' in onGpu ? onGpu.error.message : 'no error';
          if (other !== onCpu.error.message) faults.push(`${what}: on webgpu ${other}, on cpu ${onCpu.error.message}`);
        } else if ('error' in onGpu) faults.push(`${what}: only on webgpu ${onGpu.error.stack}`);
        else onCpu.outputs.forEach((one, i) => compared.push({ what, onCpu: one, onGpu: onGpu.outputs[i] }));
      }
    });
    const actual = await webgpu().readMany(compared.map(({ onGpu }) => onGpu));
    actual.forEach((one, i) => {
      const expected = compared[i].onCpu.dataSync();
      const fault = difference(one, expected, { relative: 2e-6, absolute: 1e-6 * largest(expected) });
      if (fault !== null) faults.push(`${compared[i].what}: ${fault}`);
    });
    expect(faults, faults.join('\n')).toEqual([]);
  });
});
