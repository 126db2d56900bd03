import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { multiply } from '../../ops/elementwise/multiply';
import { pow } from '../../ops/elementwise/pow';
import { sigmoid } from '../../ops/elementwise/sigmoid';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { elementCrossentropy } from './binaryCrossentropy';
import { type CrossentropyOptions, smooth } from './crossentropy';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { demandSameShape, floats } from './operands';

export interface BinaryFocalOptions extends CrossentropyOptions {
  /** Weighs class 1 by `alpha` and class 0 by 1 − `alpha`. */
  applyClassBalancing?: boolean;
  alpha?: number;
  /** How much less an easy example counts. */
  gamma?: number;
}

/**
 * mean((1 − pₜ)^γ · cross-entropy) over `axis`, pₜ = y p + (1 − y)(1 − p): `[…, n]`, `[…, n]` → `[…]`
 * (Lin et al., 2017). Throws `ValueError` where shapes differ.
 */
export function binaryFocalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  {
    applyClassBalancing = false,
    alpha = 0.25,
    gamma = 2,
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
  }: BinaryFocalOptions = {},
): Tensor {
  const [given, predictions] = floats(yTrue, yPred);
  const y = smooth(given, labelSmoothing, 2);
  demandSameShape('binary_focal_crossentropy', y, predictions);
  const p = fromLogits ? sigmoid(predictions) : predictions;
  const rest = subtract(1, y);
  const target = add(multiply(y, p), multiply(rest, subtract(1, p)));
  const focal = multiply(pow(subtract(1, target), gamma), elementCrossentropy(y, p));
  if (!applyClassBalancing) return reduceMean(focal, { axis });
  const weight = add(multiply(y, alpha), multiply(rest, 1 - alpha));
  return reduceMean(multiply(weight, focal), { axis });
}

/** `binaryFocalCrossentropy`, reduced over the batch. */
export class BinaryFocalCrossentropy extends LossFunctionWrapper<BinaryFocalOptions> {
  constructor({
    applyClassBalancing = false,
    alpha = 0.25,
    gamma = 2,
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
    name = 'binary_focal_crossentropy',
    ...rest
  }: BinaryFocalOptions & LossOptions = {}) {
    const options = { applyClassBalancing, alpha, gamma, fromLogits, labelSmoothing, axis };
    super(binaryFocalCrossentropy, { name, ...rest }, options);
  }
}
