import type { Tensor } from '../../tensor/tensor';
import { cast } from '../elementwise/cast';
import { divide } from '../elementwise/divide';
import { equal } from '../elementwise/equal';
import { reduce } from '../families/reduce';
import { logicalAnd } from '../elementwise/logicalAnd';
import { multiply } from '../elementwise/multiply';
import { reduceSum } from './reduceSum';
import { where } from '../elementwise/where';

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
});

/**
 * ∏ of all other elements, also where elements are 0: with no zero it is the whole product over the
 * element; with one zero, only that element has other factors that are all different from 0.
 */
function productOfOthers(x: Tensor, axes: readonly number[]): Tensor {
  const along = { axis: axes, keepdims: true };
  const isZero = equal(x, 0);
  const zeros = reduceSum(cast(isZero, x.dtype), along);
  const factors = where(isZero, 1, x);
  const product = reduceProd(factors, along);
  const ofOthers = where(equal(zeros, 0), divide(product, factors), 0);
  return where(logicalAnd(isZero, equal(zeros, 1)), product, ofOthers);
}
