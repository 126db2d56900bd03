import { convert, type TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { divide } from '../../ops/elementwise/divide';
import { divideNoNan } from '../../ops/elementwise/divideNoNan';
import { multiply } from '../../ops/elementwise/multiply';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { castTo, squeezeOrExpandToSameRank } from './operands';

const REDUCTIONS = ['sum_over_batch_size', 'sum', null, 'none', 'mean', 'mean_with_sample_weight'] as const;

/**
 * How the losses of a batch become one number: their sum, their mean (`sum_over_batch_size` and `mean`
 * are the same), their sum over the sum of the sample weights, or not at all (`none`, null).
 */
export type Reduction = (typeof REDUCTIONS)[number];

/** Throws `ValueError` for what is no reduction. */
export function checkReduction(reduction: Reduction): Reduction {
  if (REDUCTIONS.includes(reduction)) return reduction;
  throw new ValueError(
    `Invalid value for argument \`reduction\`. Expected one of {${REDUCTIONS.map((one) => one ?? 'None').join(', ')}}. Received: reduction=${String(reduction)}`,
  );
}

export interface Weights {
  /** A number for each loss, or one that broadcasts to them. */
  sampleWeight?: TensorLike | null;
  /** Which losses count. */
  mask?: Tensor | null;
}

/**
 * Losses `[…]`, weighed and reduced to a scalar; `[…]` again without reduction. Under a mask a mean is
 * over the losses that count. Source: `keras/src/losses/loss.py`, `reduce_weighted_values`.
 */
export function reduceWeightedValues(
  values: Tensor,
  reduction: Reduction,
  { sampleWeight = null, mask = null }: Weights = {},
): Tensor {
  const given = sampleWeight === null ? null : castTo(convert(sampleWeight), values.dtype);
  const weights = applyMask(given, mask, values.dtype, reduction);
  if (weights === null) return reduceValues(values, null, reduction);
  const [losses, factors] = squeezeOrExpandToSameRank(values, weights);
  return reduceValues(multiply(losses, factors), factors, reduction);
}

/** Joins mask and sample weights; for a mean, what counts weighs more by as much as is left out. */
export function applyMask(
  sampleWeight: Tensor | null,
  mask: Tensor | null,
  dtype: Tensor['dtype'],
  reduction: Reduction,
): Tensor | null {
  if (mask === null) return sampleWeight;
  let valid = castTo(mask, dtype);
  if (reduction === 'mean' || reduction === 'sum_over_batch_size') {
    valid = multiply(valid, divideNoNan(valid.size, reduceSum(valid)));
  }
  if (sampleWeight === null) return valid;
  const [a, b] = squeezeOrExpandToSameRank(valid, castTo(sampleWeight, dtype));
  return multiply(b, a);
}

function reduceValues(values: Tensor, weights: Tensor | null, reduction: Reduction): Tensor {
  const { rank, size } = values;
  if (reduction === null || reduction === 'none' || rank === 0 || (rank === 1 && size === 0)) return values;
  const sum = reduceSum(values);
  if (reduction === 'sum') return sum;
  if (reduction === 'mean_with_sample_weight' && weights !== null) return divideNoNan(sum, reduceSum(weights));
  return size > 0 ? divide(sum, size) : divideNoNan(sum, 0);
}
