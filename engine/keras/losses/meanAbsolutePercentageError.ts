import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { abs } from '../../ops/elementwise/abs';
import { divide } from '../../ops/elementwise/divide';
import { maximum } from '../../ops/elementwise/maximum';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { EPSILON, pair } from './operands';

/** 100 · mean(|yTrue − yPred| / max(|yTrue|, 10⁻⁷)) over the last axis: `[…, n]`, `[…, n]` → `[…]`. */
export function meanAbsolutePercentageError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = pair(yTrue, yPred);
  const share = abs(divide(subtract(labels, predictions), maximum(abs(labels), EPSILON)));
  return multiply(100, reduceMean(share, { axis: -1 }));
}

/** `meanAbsolutePercentageError`, reduced over the batch. */
export class MeanAbsolutePercentageError extends LossFunctionWrapper {
  constructor({ name = 'mean_absolute_percentage_error', ...rest }: LossOptions = {}) {
    super(meanAbsolutePercentageError, { name, ...rest });
  }
}
