import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { maximum } from '../../ops/elementwise/maximum';
import { multiply } from '../../ops/elementwise/multiply';
import { square } from '../../ops/elementwise/square';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { floats } from './operands';
import { signedLabels } from './signedLabels';

/** mean(max(1 − yTrue · yPred, 0)²) over the last axis, labels −1 and 1 (or 0 and 1): `[…, n]`, `[…, n]` → `[…]`. */
export function squaredHinge(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = floats(yTrue, yPred);
  const distance = maximum(subtract(1, multiply(signedLabels(labels), predictions)), 0);
  return reduceMean(square(distance), { axis: -1 });
}

/** `squaredHinge`, reduced over the batch. */
export class SquaredHinge extends LossFunctionWrapper {
  constructor({ name = 'squared_hinge', ...rest }: LossOptions = {}) {
    super(squaredHinge, { name, ...rest });
  }
}
