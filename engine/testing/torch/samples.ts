/** Every sample of every op and composite with its numbers: what an independent implementation is asked about. */
import '../../index';
import { catalogue, composites, isDifferentiable } from '../../ops/catalogue';
import type { Attributes } from '../../tensor/backend';
import type { Sample } from '../../ops/op';
import { sampleData } from '../samples';

export interface Question {
  readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: string; readonly data: number[] }[];
  readonly attributes: Attributes;
}

/** By op: its questions, and whether gradients are asked for. */
export type Questions = Readonly<
  Record<string, { readonly differentiable: boolean; readonly samples: readonly Question[] }>
>;

/** Numbers with seven digits, so that the files stay readable; both sides are given the same ones. */
export function questions(): Questions {
  return Object.fromEntries(
    [...catalogue, ...composites].map((op) => [
      op.name,
      {
        differentiable: isDifferentiable(op),
        samples: (op.samples() as readonly Sample[]).map(({ inputs, attributes }, k) => ({
          inputs: inputs.map((input, i) => ({
            shape: input.shape,
            dtype: input.dtype ?? 'float32',
            data: Array.from(sampleData(input, 1000 + 31 * k + i), (one) => Number(one.toPrecision(7))),
          })),
          attributes,
        })),
      },
    ]),
  );
}
