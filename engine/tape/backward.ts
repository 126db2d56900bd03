import { ShapeError } from '../tensor/errors';
import { isFloat } from '../tensor/dtype';
import { formatShape, sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { arithmetic } from './arithmetic';
import { context } from './context';
import type { TapeRecord } from './record';

export interface BackwardPass {
  readonly records: readonly TapeRecord[];
  /** Ids of the tensors that can have a gradient. */
  readonly followed: ReadonlySet<number>;
  readonly targets: readonly Tensor[];
  /** Upstream gradient of each target; null means ones. */
  readonly seeds: readonly (Tensor | null)[];
  /** Filled as the pass goes: the running sum of each tensor's gradient, by tensor id. */
  readonly gradients: Map<number, Tensor>;
}

export type BackwardStep =
  | { readonly kind: 'visit'; readonly record: TapeRecord; readonly upstream: readonly (Tensor | null)[] }
  | {
      readonly kind: 'contribution';
      readonly record: TapeRecord;
      readonly inputIndex: number;
      readonly contribution: Tensor;
      readonly sum: Tensor;
    };

/**
 * The backward pass, one step at a time: records in reverse, and for each the upstream gradient,
 * then the contribution to every followed input with the running sum there. `gradient` drains it,
 * a stepper takes one at a time; there is no other implementation. Tape order is topological, so
 * when a record is reached every use of its output has contributed.
 */
export function* backward({
  records,
  followed,
  targets,
  seeds,
  gradients,
}: BackwardPass): Generator<BackwardStep, void, void> {
  const { tracer } = context;
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i];
    if (!followed.has(target.id) || !isFloat(target.dtype)) continue;
    const seed = seeds[i] ?? arithmetic.onesLike(target);
    if (!sameShape(seed.shape, target.shape)) {
      throw new ShapeError(
        `GradientTape.gradient: output gradient ${formatShape(seed.shape)} for a target of shape ${formatShape(target.shape)}`,
      );
    }
    tracer?.seeded?.(target, seed);
    accumulate(gradients, target, seed);
  }
  for (let r = records.length - 1; r >= 0; r--) {
    const record = records[r];
    const upstream = upstreamOf(record, gradients);
    if (upstream === null || record.op.gradient === null) continue;
    tracer?.visited?.(record, upstream);
    yield { kind: 'visit', record, upstream };
    const { inputs } = record;
    const needs = inputs.map((input) => followed.has(input.id) && isFloat(input.dtype));
    const contributions = record.op.gradient(upstream, record as TapeRecord<never>, needs);
    for (let i = 0; i < inputs.length; i++) {
      const contribution = contributions[i];
      if (!needs[i] || contribution === null || contribution === undefined) continue;
      if (!sameShape(contribution.shape, inputs[i].shape)) {
        throw new ShapeError(
          `gradient of ${record.op.name}: expected shape ${formatShape(inputs[i].shape)} for input ${i}, got ${formatShape(contribution.shape)}`,
        );
      }
      const sum = accumulate(gradients, inputs[i], contribution);
      tracer?.contributed?.(record, i, contribution, sum);
      yield { kind: 'contribution', record, inputIndex: i, contribution, sum };
    }
  }
}

function upstreamOf(record: TapeRecord, gradients: Map<number, Tensor>): (Tensor | null)[] | null {
  const { outputs } = record;
  let any = false;
  const upstream = new Array<Tensor | null>(outputs.length);
  for (let i = 0; i < outputs.length; i++) {
    upstream[i] = gradients.get(outputs[i].id) ?? null;
    any ||= upstream[i] !== null;
  }
  return any ? upstream : null;
}

function accumulate(gradients: Map<number, Tensor>, tensor: Tensor, contribution: Tensor): Tensor {
  const before = gradients.get(tensor.id);
  const sum = before === undefined ? contribution : arithmetic.add(before, contribution);
  gradients.set(tensor.id, sum);
  return sum;
}
