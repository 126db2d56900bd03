import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { clipByValue } from '../../ops/elementwise/clipByValue';
import { divide } from '../../ops/elementwise/divide';
import { log } from '../../ops/elementwise/log';
import { multiply } from '../../ops/elementwise/multiply';
import { negative } from '../../ops/elementwise/negative';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { softmaxCrossEntropyWithLogits } from '../../ops/nn/softmaxCrossEntropyWithLogits';
import { type CrossentropyOptions, smooth } from './crossentropy';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { demandSameShape, EPSILON, floats } from './operands';

/**
 * −Σ y ln p over `axis`, for one-hot or soft labels: `[…, classes]`, `[…, classes]` → `[…]`. Probabilities
 * are scaled to sum to 1 and kept 10⁻⁷ away from 0 and 1. Throws `ValueError` where shapes differ.
 */
export function categoricalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits = false, labelSmoothing = 0, axis = -1 }: CrossentropyOptions = {},
): Tensor {
  const [given, predictions] = floats(yTrue, yPred);
  demandSameShape('categorical_crossentropy', given, predictions);
  const labels = smooth(given, labelSmoothing, given.shape[given.rank - 1]);
  if (fromLogits) return softmaxCrossEntropyWithLogits(labels, predictions, { axis });
  return negative(reduceSum(multiply(labels, log(asDistribution(predictions, axis))), { axis }));
}

/** Along `axis` scaled to sum to 1, then kept 10⁻⁷ away from 0 and 1. */
export function asDistribution(predictions: Tensor, axis: number): Tensor {
  const scaled = divide(predictions, reduceSum(predictions, { axis, keepdims: true }));
  return clipByValue(scaled, EPSILON, 1 - EPSILON);
}

/** `categoricalCrossentropy`, reduced over the batch. */
export class CategoricalCrossentropy extends LossFunctionWrapper<CrossentropyOptions> {
  constructor({
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
    name = 'categorical_crossentropy',
    ...rest
  }: CrossentropyOptions & LossOptions = {}) {
    super(categoricalCrossentropy, { name, ...rest }, { fromLogits, labelSmoothing, axis });
  }
}
