import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { abs } from '../../ops/elementwise/abs';
import { lessEqual } from '../../ops/elementwise/lessEqual';
import { multiply } from '../../ops/elementwise/multiply';
import { square } from '../../ops/elementwise/square';
import { subtract } from '../../ops/elementwise/subtract';
import { where } from '../../ops/elementwise/where';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { pair } from './operands';

export interface HuberOptions {
  /** Where the square goes over into a line. */
  delta?: number;
}

/** mean(½ e² where |e| ≤ δ, else δ |e| − ½ δ²) over the last axis, e = yPred − yTrue: `[…, n]`, `[…, n]` → `[…]`. */
export function huber(yTrue: TensorLike, yPred: TensorLike, { delta = 1 }: HuberOptions = {}): Tensor {
  const [labels, predictions] = pair(yTrue, yPred);
  const error = subtract(predictions, labels);
  const size = abs(error);
  const line = subtract(multiply(delta, size), 0.5 * delta * delta);
  return reduceMean(where(lessEqual(size, delta), multiply(0.5, square(error)), line), { axis: -1 });
}

/** `huber`, reduced over the batch. */
export class Huber extends LossFunctionWrapper<HuberOptions> {
  constructor({ delta = 1, name = 'huber_loss', ...rest }: HuberOptions & LossOptions = {}) {
    super(huber, { name, ...rest }, { delta });
  }
}
