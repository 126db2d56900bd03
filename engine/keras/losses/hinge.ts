import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { maximum } from '../../ops/elementwise/maximum';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { floats } from './operands';
import { signedLabels } from './signedLabels';

/** mean(max(1 − yTrue · yPred, 0)) over the last axis, labels −1 and 1 (or 0 and 1): `[…, n]`, `[…, n]` → `[…]`. */
export function hinge(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = floats(yTrue, yPred);
  return reduceMean(maximum(subtract(1, multiply(signedLabels(labels), predictions)), 0), { axis: -1 });
}

/** `hinge`, reduced over the batch. */
export class Hinge extends LossFunctionWrapper {
  constructor({ name = 'hinge', ...rest }: LossOptions = {}) {
    super(hinge, { name, ...rest });
  }
}
