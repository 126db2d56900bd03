import { convert, type TensorLike } from '../../tensor/convert';
import type { DType } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import { multiply } from '../../ops/elementwise/multiply';
import { broadcastTo } from '../../ops/shapes/broadcastTo';
import { castTo, squeezeOrExpandToSameRank } from '../losses/operands';

type Reduce = (x: Tensor, options: { axis: number[] }) => Tensor;

/**
 * One weighted value for each example: `[b, …]` → `[b]`, with the weights in the same shape, null without
 * weights. Axes that the weights lack are reduced first, the others after weighing. Source:
 * `keras/src/metrics/reduction_metrics.py`, `reduce_to_samplewise_values`.
 */
export function samplewise(
  given: TensorLike,
  sampleWeight: TensorLike | null,
  reduce: Reduce,
  dtype: DType,
): [values: Tensor, weights: Tensor | null] {
  const all = castTo(convert(given), dtype);
  if (sampleWeight === null) return [toVector(all, reduce), null];
  const [wide, factors] = squeezeOrExpandToSameRank(all, castTo(convert(sampleWeight), dtype));
  const values = wide.rank > factors.rank ? reduce(wide, { axis: axes(factors.rank, wide.rank) }) : wide;
  const weights = broadcastTo(factors, values.shape);
  const weighted = toVector(multiply(values, weights), reduce);
  return [weighted, factors.rank > 1 ? reduce(weights, { axis: axes(1, factors.rank) }) : weights];
}

function toVector(x: Tensor, reduce: Reduce): Tensor {
  return x.rank > 1 ? reduce(x, { axis: axes(1, x.rank) }) : x;
}

/** from … to − 1. */
function axes(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
