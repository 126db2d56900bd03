import type { Tensor } from '../../tensor/tensor';
import { multiply } from '../elementwise/multiply';
import { reduce, type ReduceAttributes } from '../families/reduce';
import type { Sample } from '../op';
import { fillLike } from '../shapes/fill';
import { pad } from '../shapes/pad';
import { reshape } from '../shapes/reshape';
import { slice } from '../shapes/slice';
import { stack } from '../shapes/stack';
import { transpose } from '../shapes/transpose';
import { unstack } from '../shapes/unstack';

/** The product of nothing is 1. */
export const reduceProd = reduce({
  name: 'reduceProd',
  tfNames: ['tf.reduce_prod', 'tf.math.reduce_prod'],
  doc: 'Multiplies the elements along the given axes, or all of them.',
  formula: String.raw`y = \prod_i u_i`,
  derivative: String.raw`\frac{\partial y}{\partial u_i} = \prod_{j \ne i} u_j`,
  derivativeText: () => '1',
  loop: (x, start, stride, n) => {
    let product = 1;
    for (let i = 0, p = start; i < n; i++, p += stride) product *= x[p];
    return product;
  },
  wgsl: (dtype) => ({ start: dtype === 'int32' ? '1i' : '1.0', combine: 'a * b' }),
  gradient: (dy, x, _y, _n, axes) => multiply(dy, productOfOthers(x, axes)),
  samples,
});

/** ∏ of all other elements along `axes`, shaped as `x`. */
function productOfOthers(x: Tensor, axes: readonly number[]): Tensor {
  if (x.size === 0) return x;
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  const lines = reshape(transpose(x, { perm: order }), [-1, count]);
  const others = reshape(
    othersInLine(lines),
    order.map((axis) => x.shape[axis]),
  );
  return transpose(others, { perm: x.shape.map((_, axis) => order.indexOf(axis)) });
}

/**
 * `[m, n]` → `[m, n]`, by a tree: what multiplies the pair (a, b) from outside, times b, is what
 * multiplies a. Nothing is divided, so any number of zeros is right, and so is every derivative of
 * it. (TensorFlow multiplies cumulative products from the left and from the right, whose own
 * derivatives divide by the elements.)
 */
function othersInLine(x: Tensor): Tensor {
  const [m, n] = x.shape;
  if (n === 1) return fillLike(x, 1);
  if (n % 2 === 1) {
    const even = pad(
      x,
      [
        [0, 0],
        [0, 1],
      ],
      { constantValues: 1 },
    );
    return slice(othersInLine(even), [0, 0], [m, n]);
  }
  const [a, b] = unstack(reshape(x, [m, n / 2, 2]), { axis: 2 });
  const outside = othersInLine(multiply(a, b));
  return reshape(stack([multiply(outside, b), multiply(outside, a)], { axis: 2 }), [m, n]);
}

function samples(): Sample<ReduceAttributes>[] {
  const of = (shape: number[], axis: ReduceAttributes['axis'], keepdims = false, values?: number[]) => ({
    inputs: [{ shape, values }],
    attributes: { axis, keepdims },
  });
  return [
    of([], null),
    of([5], null),
    of([3, 4], 0),
    of([3, 4], -1, true),
    of([2, 3, 4], [0, 2]),
    of([2, 3, 2, 2], [1, 3]),
    of([4, 3], 1, false, [1.5, 0, -2, 0, 0.5, 0, 0, 0, 0, -1, 2, 3]),
  ];
}
