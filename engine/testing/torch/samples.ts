/** Every sample of every op and composite with its numbers: what an independent implementation is asked about. */
import '../../index';
import { catalogue, composites, isDifferentiable } from '../../ops/catalogue';
import type { Attributes } from '../../tensor/backend';
import type { Sample } from '../../ops/op';
import { sampleData } from '../samples';

/** JSON has no NaN and no infinities: they are written as strings. */
export type Written = number | string;

export interface Question {
  readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: string; readonly data: Written[] }[];
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
            data: Array.from(sampleData(input, 1000 + 31 * k + i), (one) => written(Number(one.toPrecision(7)))),
          })),
          attributes: writable(attributes),
        })),
      },
    ]),
  );
}

function writable(attributes: Attributes): Attributes {
  return JSON.parse(
    JSON.stringify(attributes, (_, one) => (typeof one === 'number' ? written(one) : one)),
  ) as Attributes;
}

function written(one: number): Written {
  return Number.isFinite(one) ? one : String(one);
}
