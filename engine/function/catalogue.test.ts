/**
 * Every function of the list, as it is and traced: the same numbers, bit for bit, in the call that is
 * traced and in replays with other numbers; and the same gradients, taken inside and around.
 */
import { describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../index';
import { type AnyComposite, type AnyOp, catalogue, composites, evaluate, isDifferentiable } from '../ops/catalogue';
import type { Sample } from '../ops/op';
import { isFloat, type TypedArray } from '../tensor/dtype';
import { fromData } from '../tensor/convert';
import { sampleData } from '../testing/samples';

const all = [...catalogue, ...composites].map((one) => [one.name, one] as const);
const CALLS = 3;

function inputsOf({ inputs }: Sample, seed: number): Tensor[] {
  return inputs.map((one, i) => fromData(sampleData(one, 17 * seed + i), one.shape, one.dtype ?? 'float32'));
}

function numbersOf(tensors: readonly (Tensor | null)[]): (TypedArray | null)[] {
  return tensors.map((one) => one?.dataSync() ?? null);
}

/** Calls `fn` as it is and traced, thrice, with other numbers each time but the same chance. */
function compare(fn: (inputs: readonly Tensor[]) => readonly (Tensor | null)[], sample: Sample): void {
  const run = (one: (inputs: Tensor[]) => readonly (Tensor | null)[]) => {
    tf.random.setSeed(5);
    return Array.from({ length: CALLS }, (_, call) => numbersOf(one(inputsOf(sample, call))));
  };
  const traced = tf.function((...inputs: Tensor[]) => fn(inputs) as Tensor[]);
  expect(run((inputs) => traced(...inputs))).toEqual(run(fn));
}

function gradientsOf(
  fn: (inputs: readonly Tensor[]) => readonly Tensor[],
  inputs: readonly Tensor[],
): (Tensor | null)[] {
  const tape = new tf.GradientTape();
  const outputs = tape.record(() => {
    for (const one of inputs) if (isFloat(one.dtype)) tape.watch(one);
    return fn(inputs);
  });
  return [...outputs, ...tape.gradient([...outputs], [...inputs])];
}

describe('the same numbers', () => {
  test.each(all)('%s', (_, one) => {
    for (const sample of samplesOf(one)) compare((inputs) => evaluate(one, inputs, sample.attributes), sample);
  });
});

describe('the same gradients, inside and around', () => {
  test.each(all.filter(([, one]) => isDifferentiable(one)))('%s', (_, one) => {
    for (const sample of samplesOf(one)) {
      const plain = (inputs: readonly Tensor[]) => evaluate(one, inputs, sample.attributes);
      compare((inputs) => gradientsOf(plain, inputs), sample);
      const traced = tf.function((...inputs: Tensor[]) => [...plain(inputs)]);
      const around = (inputs: readonly Tensor[]) => gradientsOf((given) => traced(...given), inputs);
      for (let call = 0; call < CALLS; call++) {
        tf.random.setSeed(5);
        const expected = numbersOf(gradientsOf(plain, inputsOf(sample, call)));
        tf.random.setSeed(5);
        expect(numbersOf(around(inputsOf(sample, call)))).toEqual(expected);
      }
    }
  });
});

function samplesOf(one: AnyOp | AnyComposite): readonly Sample[] {
  return one.samples() as readonly Sample[];
}
