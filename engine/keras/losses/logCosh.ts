import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { softplus } from '../../ops/nn/softplus';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { pair } from './operands';

/** mean(ln cosh(yPred − yTrue)) over the last axis, with ln cosh x = x + softplus(−2x) − ln 2: `[…, n]`, `[…, n]` → `[…]`. */
export function logCosh(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = pair(yTrue, yPred);
  const x = subtract(predictions, labels);
  return reduceMean(subtract(add(x, softplus(multiply(x, -2))), Math.LN2), { axis: -1 });
}

/** `logCosh`, reduced over the batch. */
export class LogCosh extends LossFunctionWrapper {
  constructor({ name = 'log_cosh', ...rest }: LossOptions = {}) {
    super(logCosh, { name, ...rest });
  }
}
