import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { maximum } from '../../ops/elementwise/maximum';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMax } from '../../ops/reductions/reduceMax';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { floats } from './operands';

/** max(max((1 − yTrue) · yPred) − Σ yTrue · yPred + 1, 0) over the last axis, one-hot labels: `[…, n]`, `[…, n]` → `[…]`. */
export function categoricalHinge(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = floats(yTrue, yPred);
  const own = reduceSum(multiply(labels, predictions), { axis: -1 });
  const best = reduceMax(multiply(subtract(1, labels), predictions), { axis: -1 });
  return maximum(add(subtract(best, own), 1), 0);
}

/** `categoricalHinge`, reduced over the batch. */
export class CategoricalHinge extends LossFunctionWrapper {
  constructor({ name = 'categorical_hinge', ...rest }: LossOptions = {}) {
    super(categoricalHinge, { name, ...rest });
  }
}
