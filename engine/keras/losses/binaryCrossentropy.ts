import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { clipByValue } from '../../ops/elementwise/clipByValue';
import { log } from '../../ops/elementwise/log';
import { multiply } from '../../ops/elementwise/multiply';
import { negative } from '../../ops/elementwise/negative';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { sigmoidCrossEntropyWithLogits } from '../../ops/nn/sigmoidCrossEntropyWithLogits';
import { type CrossentropyOptions, smooth } from './crossentropy';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { demandSameShape, EPSILON, floats } from './operands';

/**
 * −mean(y ln p + (1 − y) ln(1 − p)) over `axis`: `[…, n]`, `[…, n]` → `[…]`. Probabilities are kept 10⁻⁷
 * away from 0 and 1. Throws `ValueError` where shapes differ.
 */
export function binaryCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits = false, labelSmoothing = 0, axis = -1 }: CrossentropyOptions = {},
): Tensor {
  const [given, predictions] = floats(yTrue, yPred);
  const labels = smooth(given, labelSmoothing, 2);
  demandSameShape('binary_crossentropy', labels, predictions);
  const losses = fromLogits
    ? sigmoidCrossEntropyWithLogits(labels, predictions)
    : elementCrossentropy(labels, predictions);
  return reduceMean(losses, { axis });
}

/** −(y ln p + (1 − y) ln(1 − p)) of each element. */
export function elementCrossentropy(labels: Tensor, predictions: Tensor): Tensor {
  const p = clipByValue(predictions, EPSILON, 1 - EPSILON);
  return negative(add(multiply(labels, log(p)), multiply(subtract(1, labels), log(subtract(1, p)))));
}

/** `binaryCrossentropy`, reduced over the batch. */
export class BinaryCrossentropy extends LossFunctionWrapper<CrossentropyOptions> {
  constructor({
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
    name = 'binary_crossentropy',
    ...rest
  }: CrossentropyOptions & LossOptions = {}) {
    super(binaryCrossentropy, { name, ...rest }, { fromLogits, labelSmoothing, axis });
  }
}
