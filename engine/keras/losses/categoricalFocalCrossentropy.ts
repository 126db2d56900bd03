import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { log } from '../../ops/elementwise/log';
import { multiply } from '../../ops/elementwise/multiply';
import { negative } from '../../ops/elementwise/negative';
import { pow } from '../../ops/elementwise/pow';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { softmax } from '../../ops/nn/softmax';
import { asDistribution } from './categoricalCrossentropy';
import { type CrossentropyOptions, smooth } from './crossentropy';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { demandSameShape, floats } from './operands';

export interface CategoricalFocalOptions extends CrossentropyOptions {
  /** Weighs the classes: one number, or one for each. */
  alpha?: number | readonly number[];
  /** How much less an easy example counts. */
  gamma?: number;
}

/**
 * −Σ α (1 − p)^γ y ln p over `axis`, for one-hot labels: `[…, classes]`, `[…, classes]` → `[…]` (Lin et
 * al., 2017). Throws `ValueError` where shapes differ.
 */
export function categoricalFocalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { alpha = 0.25, gamma = 2, fromLogits = false, labelSmoothing = 0, axis = -1 }: CategoricalFocalOptions = {},
): Tensor {
  const [given, predictions] = floats(yTrue, yPred);
  demandSameShape('categorical_focal_crossentropy', given, predictions);
  const labels = smooth(given, labelSmoothing, given.shape[given.rank - 1]);
  const p = asDistribution(fromLogits ? softmax(predictions, { axis }) : predictions, axis);
  const weight = multiply(pow(subtract(1, p), gamma), alpha);
  return reduceSum(multiply(weight, negative(multiply(labels, log(p)))), { axis });
}

/** `categoricalFocalCrossentropy`, reduced over the batch. */
export class CategoricalFocalCrossentropy extends LossFunctionWrapper<CategoricalFocalOptions> {
  constructor({
    alpha = 0.25,
    gamma = 2,
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
    name = 'categorical_focal_crossentropy',
    ...rest
  }: CategoricalFocalOptions & LossOptions = {}) {
    super(categoricalFocalCrossentropy, { name, ...rest }, { alpha, gamma, fromLogits, labelSmoothing, axis });
  }
}
