import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { abs } from '../../ops/elementwise/abs';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { pair } from './operands';

/** mean(|yTrue − yPred|) over the last axis: `[…, n]`, `[…, n]` → `[…]`. */
export function meanAbsoluteError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = pair(yTrue, yPred);
  return reduceMean(abs(subtract(labels, predictions)), { axis: -1 });
}

/** `meanAbsoluteError`, reduced over the batch. */
export class MeanAbsoluteError extends LossFunctionWrapper {
  constructor({ name = 'mean_absolute_error', ...rest }: LossOptions = {}) {
    super(meanAbsoluteError, { name, ...rest });
  }
}
