import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { square } from '../../ops/elementwise/square';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { pair } from './operands';

/** mean((yTrue − yPred)²) over the last axis: `[…, n]`, `[…, n]` → `[…]`. */
export function meanSquaredError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = pair(yTrue, yPred);
  return reduceMean(square(subtract(labels, predictions)), { axis: -1 });
}

/** `meanSquaredError`, reduced over the batch. */
export class MeanSquaredError extends LossFunctionWrapper {
  constructor({ name = 'mean_squared_error', ...rest }: LossOptions = {}) {
    super(meanSquaredError, { name, ...rest });
  }
}
