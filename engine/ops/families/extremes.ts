import type { Tensor } from '../../tensor/tensor';
import { cast } from '../elementwise/cast';
import { divide } from '../elementwise/divide';
import { equal } from '../elementwise/equal';
import { multiply } from '../elementwise/multiply';
import { reduceSum } from '../reductions/reduceSum';

/** Gradient of a maximum or minimum `y` of `x` along `axes`: elements equal to it share `dy` evenly, as in TensorFlow. */
export function shareOfTies(dy: Tensor, x: Tensor, y: Tensor, _: number, axes: readonly number[]): Tensor {
  const chosen = cast(equal(x, y), x.dtype);
  const ties = reduceSum(chosen, { axis: axes, keepdims: true });
  return multiply(divide(chosen, ties), dy);
}
