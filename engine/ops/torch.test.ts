import { describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../index';
import { fromData } from '../tensor/convert';
import { allocate, type DType } from '../tensor/dtype';
import { difference } from '../testing/close';
import { type Question, questions, type Written } from '../testing/torch/samples';
import { type AnyComposite, type AnyOp, catalogue, composites, evaluate } from './catalogue';
import golden from './torch.golden.json';

/*
 * PyTorch's answers to every sample of every op, computed in float64 by `npm run golden`. They are
 * kept with the questions, so that a sample that has changed shows, and needs asking again.
 */

interface Answer extends Question {
  readonly outputs: readonly { readonly shape: readonly number[]; readonly data: readonly Written[] }[];
  readonly gradients: readonly (readonly Written[] | null)[] | null;
}

const answers = golden.answers as unknown as Readonly<Record<string, readonly Answer[]>>;
const without: Readonly<Record<string, string>> = golden.without;
const byName = new Map<string, AnyOp | AnyComposite>([...catalogue, ...composites].map((op) => [op.name, op]));
const asked = questions();

test('PyTorch was asked about every op, or there is a reason why not', () => {
  const known = [...Object.keys(answers), ...Object.keys(without)].sort();
  expect(known, 'run npm run golden').toEqual([...byName.keys()].sort());
});

describe(`what PyTorch ${golden.torch} says`, () => {
  test.each(Object.entries(answers))('%s', (name, own) => {
    const again = 'the samples have changed: run npm run golden';
    expect(asked[name].samples.map(plain), again).toEqual(
      own.map(({ inputs, attributes }) => plain({ inputs, attributes })),
    );
    const faults = own.flatMap((answer, k) => faultsOf(byName.get(name)!, k, answer));
    expect(faults, faults.join('\n')).toEqual([]);
  });
});

function faultsOf(op: AnyOp | AnyComposite, k: number, { inputs, outputs, gradients }: Answer): string[] {
  const { attributes } = op.samples()[k];
  const given = inputs.map(({ shape, dtype, data }) => tensorOf(shape, dtype as DType, data));
  const floats = given.filter(({ dtype }) => dtype === 'float32');
  const tape = new tf.GradientTape();
  const found = tape.record(() => {
    tape.watch(floats);
    return evaluate(op, given, attributes);
  });
  const faults = outputs.map(({ shape, data }, i) => {
    if (found[i].shape.join() !== shape.join())
      return `output ${i} is [${found[i].shape.join(', ')}], not [${shape.join(', ')}]`;
    return prefixed(`output ${i}`, difference(found[i].dataSync(), numbersOf(data, found[i].dtype), TOLERANCE));
  });
  if (gradients === null) return faults.filter((one) => one !== null);
  const targets = found.flatMap((one, i) => (one.dtype === 'float32' ? [[one, weightsFor(one, i)] as const] : []));
  const ours = tape.gradient(
    targets.map(([one]) => one),
    floats,
    { outputGradients: targets.map(([, weights]) => weights), unconnectedGradients: 'zero' },
  ) as Tensor[];
  gradients.forEach((one, i) => {
    const expected = one === null ? new Float32Array(ours[i].size) : numbersOf(one, 'float32');
    faults.push(prefixed(`gradient ${i}`, difference(ours[i].dataSync(), expected, TOLERANCE)));
  });
  return faults.filter((one) => one !== null);
}

const TOLERANCE = { relative: 4e-6, absolute: 2e-6 };

function prefixed(what: string, fault: string | null): string | null {
  return fault === null ? null : `${what}: ${fault}`;
}

/** The same numbers as `weights` in answer.py. */
function weightsFor(output: Tensor, seed: number): Tensor {
  const data = Float32Array.from({ length: output.size }, (_, i) => 0.5 + ((i * 7 + seed * 3 + 2) % 11) / 10);
  return fromData(data, output.shape, 'float32');
}

function tensorOf(shape: readonly number[], dtype: DType, data: readonly Written[]): Tensor {
  return fromData(numbersOf(data, dtype), shape, dtype);
}

function numbersOf(data: readonly Written[], dtype: DType) {
  const numbers = allocate(dtype, data.length);
  data.forEach((one, i) => (numbers[i] = Number(one)));
  return numbers;
}

/** As it comes back from a JSON file. */
function plain(question: Question): unknown {
  return JSON.parse(JSON.stringify(question));
}
