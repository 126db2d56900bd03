import { sameShape, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { reduceSum } from './reductions/reduceSum';
import { reshape } from './shapes/reshape';

/** Sums a gradient over the axes along which `shape` was broadcast, so that it has `shape` again. */
export function sumTo(gradient: Tensor, shape: Shape): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const offset = gradient.rank - shape.length;
  const axes: number[] = [];
  for (let axis = 0; axis < gradient.rank; axis++) {
    if (axis < offset || (shape[axis - offset] === 1 && gradient.shape[axis] !== 1)) axes.push(axis);
  }
  const summed = axes.length > 0 ? reduceSum(gradient, { axis: axes }) : gradient;
  return sameShape(summed.shape, shape) ? summed : reshape(summed, shape);
}
