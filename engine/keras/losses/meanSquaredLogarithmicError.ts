import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { log } from '../../ops/elementwise/log';
import { maximum } from '../../ops/elementwise/maximum';
import { square } from '../../ops/elementwise/square';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { EPSILON, pair } from './operands';

/** mean((ln(yTrue + 1) − ln(yPred + 1))²) over the last axis, both at least 10⁻⁷: `[…, n]`, `[…, n]` → `[…]`. */
export function meanSquaredLogarithmicError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = pair(yTrue, yPred);
  const logOf = (x: Tensor) => log(add(maximum(x, EPSILON), 1));
  return reduceMean(square(subtract(logOf(predictions), logOf(labels))), { axis: -1 });
}

/** `meanSquaredLogarithmicError`, reduced over the batch. */
export class MeanSquaredLogarithmicError extends LossFunctionWrapper {
  constructor({ name = 'mean_squared_logarithmic_error', ...rest }: LossOptions = {}) {
    super(meanSquaredLogarithmicError, { name, ...rest });
  }
}
