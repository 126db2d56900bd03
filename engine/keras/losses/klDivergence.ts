import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { clipByValue } from '../../ops/elementwise/clipByValue';
import { divide } from '../../ops/elementwise/divide';
import { log } from '../../ops/elementwise/log';
import { multiply } from '../../ops/elementwise/multiply';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { EPSILON, floats } from './operands';

/** Σ yTrue · ln(yTrue / yPred) over the last axis, both kept within 10⁻⁷ and 1: `[…, n]`, `[…, n]` → `[…]`. */
export function klDivergence(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = floats(yTrue, yPred);
  const p = clipByValue(labels, EPSILON, 1);
  const q = clipByValue(predictions, EPSILON, 1);
  return reduceSum(multiply(p, log(divide(p, q))), { axis: -1 });
}

/** `klDivergence`, reduced over the batch. */
export class KLDivergence extends LossFunctionWrapper {
  constructor({ name = 'kl_divergence', ...rest }: LossOptions = {}) {
    super(klDivergence, { name, ...rest });
  }
}
