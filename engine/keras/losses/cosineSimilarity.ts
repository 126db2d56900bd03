import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { minimum } from '../../ops/elementwise/minimum';
import { multiply } from '../../ops/elementwise/multiply';
import { negative } from '../../ops/elementwise/negative';
import { rsqrt } from '../../ops/elementwise/rsqrt';
import { square } from '../../ops/elementwise/square';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { EPSILON, pair } from './operands';

export interface CosineSimilarityOptions {
  axis?: number;
}

/** −cos of the angle between labels and predictions along `axis`: −1 for one direction, 0 where one of them is zero. */
export function cosineSimilarity(
  yTrue: TensorLike,
  yPred: TensorLike,
  { axis = -1 }: CosineSimilarityOptions = {},
): Tensor {
  return negative(cosine(yTrue, yPred, axis));
}

/** `cosineSimilarity`, reduced over the batch. */
export class CosineSimilarity extends LossFunctionWrapper<CosineSimilarityOptions> {
  constructor({ axis = -1, name = 'cosine_similarity', ...rest }: CosineSimilarityOptions & LossOptions = {}) {
    super(cosineSimilarity, { name, ...rest }, { axis });
  }
}

/** The cosine itself, as the metric of this name has it. */
export function cosine(yTrue: TensorLike, yPred: TensorLike, axis: number): Tensor {
  const [labels, predictions] = pair(yTrue, yPred);
  return reduceSum(multiply(normalize(labels, axis), normalize(predictions, axis)), { axis });
}

/** x / ‖x‖, with 1 / ‖x‖ at most 10⁷. */
function normalize(x: Tensor, axis: number): Tensor {
  const inverse = rsqrt(reduceSum(square(x), { axis, keepdims: true }));
  return multiply(x, minimum(inverse, 1 / EPSILON));
}
