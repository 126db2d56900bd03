import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { divide } from '../../ops/elementwise/divide';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { EPSILON, floats } from './operands';

export interface OverlapOptions {
  /** Axes to sum over; all of them unless told otherwise. */
  axis?: number | readonly number[] | null;
}

/** 1 − 2 Σ yTrue · yPred / (Σ yTrue + Σ yPred + 10⁻⁷) over `axis`. */
export function dice(yTrue: TensorLike, yPred: TensorLike, { axis = null }: OverlapOptions = {}): Tensor {
  const [labels, predictions] = floats(yTrue, yPred);
  const both = multiply(2, reduceSum(multiply(labels, predictions), { axis }));
  const sum = add(add(reduceSum(labels, { axis }), reduceSum(predictions, { axis })), EPSILON);
  return subtract(1, divide(both, sum));
}

/** `dice`, reduced over what is left of the batch. */
export class Dice extends LossFunctionWrapper<OverlapOptions> {
  constructor({ axis = null, name = 'dice', ...rest }: OverlapOptions & LossOptions = {}) {
    super(dice, { name, ...rest }, { axis });
  }
}
