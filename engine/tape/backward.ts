import { ShapeError } from '../tensor/errors';
import { isFloat } from '../tensor/dtype';
import { formatShape, sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { arithmetic } from './arithmetic';
import { context } from './context';
import type { Followed } from './followed';
import type { TapeRecord } from './record';

export interface BackwardPass {
  readonly records: readonly TapeRecord[];
  /** The tensors that can have a gradient. */
  readonly followed: Followed;
  readonly targets: readonly Tensor[];
  /** Upstream gradient of each target; null means ones. */
  readonly seeds: readonly (Tensor | null)[];
}

/** The running sum of each followed tensor's gradient, by its number among them; null or nothing where none has come. */
type Sums = (Tensor | null)[];

/**
 * The backward pass: records in reverse, and for each the upstream gradient, then the contribution to every followed
 * input with the running sum there, each told to the tracer as it happens. Tape order is topological, so when a record is
 * reached every use of its output has contributed. The answer gives the gradient of any tensor, null where nothing flows.
 */
export function backward({ records, followed, targets, seeds }: BackwardPass): (tensor: Tensor) => Tensor | null {
  const { tracer } = context;
  const sums: Sums = new Array<Tensor | null>(followed.size).fill(null);
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i];
    const place = followed.placeOf(target);
    if (place < 0 || !isFloat(target.dtype)) continue;
    const seed = seeds[i] ?? arithmetic.onesLike(target);
    if (!sameShape(seed.shape, target.shape)) {
      throw new ShapeError(
        `GradientTape.gradient: output gradient ${formatShape(seed.shape)} for a target of shape ${formatShape(target.shape)}`,
      );
    }
    tracer?.seeded?.(target, seed);
    accumulate(sums, place, seed);
  }
  for (let r = records.length - 1; r >= 0; r--) {
    const record = records[r];
    const upstream = upstreamOf(record, followed, sums);
    if (upstream === null || record.op.gradient === null) continue;
    tracer?.visited?.(record, upstream);
    const { inputs } = record;
    const needs = new Array<boolean>(inputs.length);
    for (let i = 0; i < inputs.length; i++) needs[i] = followed.has(inputs[i]) && isFloat(inputs[i].dtype);
    const contributions = record.op.gradient(upstream, record as TapeRecord<never>, needs);
    for (let i = 0; i < inputs.length; i++) {
      const contribution = contributions[i];
      if (!needs[i] || contribution === null || contribution === undefined) continue;
      if (!sameShape(contribution.shape, inputs[i].shape)) {
        throw new ShapeError(
          `gradient of ${record.op.name}: expected shape ${formatShape(inputs[i].shape)} for input ${i}, got ${formatShape(contribution.shape)}`,
        );
      }
      const sum = accumulate(sums, followed.placeOf(inputs[i]), contribution);
      tracer?.contributed?.(record, i, contribution, sum);
    }
  }
  return (tensor) => sumAt(sums, followed.placeOf(tensor));
}

function upstreamOf({ outputs }: TapeRecord, followed: Followed, sums: Sums): (Tensor | null)[] | null {
  let any = false;
  const upstream = new Array<Tensor | null>(outputs.length);
  for (let i = 0; i < outputs.length; i++) {
    upstream[i] = sumAt(sums, followed.placeOf(outputs[i]));
    any ||= upstream[i] !== null;
  }
  return any ? upstream : null;
}

function sumAt(sums: Sums, place: number): Tensor | null {
  return place < 0 ? null : (sums[place] ?? null);
}

function accumulate(sums: Sums, place: number, contribution: Tensor): Tensor {
  const before = sumAt(sums, place);
  return (sums[place] = before === null ? contribution : arithmetic.add(before, contribution));
}
