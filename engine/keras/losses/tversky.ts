import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { divide } from '../../ops/elementwise/divide';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceSum } from '../../ops/reductions/reduceSum';
import type { OverlapOptions } from './dice';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { EPSILON, floats } from './operands';

export interface TverskyOptions extends OverlapOptions {
  /** What a label without its prediction costs, in Keras' naming a false positive. */
  alpha?: number;
  /** What a prediction without its label costs. */
  beta?: number;
}

/** 1 − s / (s + α Σ (1 − yPred) yTrue + β Σ yPred (1 − yTrue) + 10⁻⁷), s = Σ yTrue · yPred over `axis`. */
export function tversky(
  yTrue: TensorLike,
  yPred: TensorLike,
  { alpha = 0.5, beta = 0.5, axis = null }: TverskyOptions = {},
): Tensor {
  const [labels, predictions] = floats(yTrue, yPred);
  const both = reduceSum(multiply(labels, predictions), { axis });
  const missed = reduceSum(multiply(subtract(1, predictions), labels), { axis });
  const extra = reduceSum(multiply(predictions, subtract(1, labels)), { axis });
  const sum = add(add(both, add(multiply(missed, alpha), multiply(extra, beta))), EPSILON);
  return subtract(1, divide(both, sum));
}

/** `tversky`, reduced over what is left of the batch. */
export class Tversky extends LossFunctionWrapper<TverskyOptions> {
  constructor({ alpha = 0.5, beta = 0.5, axis = null, name = 'tversky', ...rest }: TverskyOptions & LossOptions = {}) {
    super(tversky, { name, ...rest }, { alpha, beta, axis });
  }
}
