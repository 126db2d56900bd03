import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { log } from '../../ops/elementwise/log';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { EPSILON, floats } from './operands';

/** mean(yPred − yTrue · ln(yPred + 10⁻⁷)) over the last axis: `[…, n]`, `[…, n]` → `[…]`. */
export function poisson(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = floats(yTrue, yPred);
  return reduceMean(subtract(predictions, multiply(labels, log(add(predictions, EPSILON)))), { axis: -1 });
}

/** `poisson`, reduced over the batch. */
export class Poisson extends LossFunctionWrapper {
  constructor({ name = 'poisson', ...rest }: LossOptions = {}) {
    super(poisson, { name, ...rest });
  }
}
