import type { TensorLike } from '../../tensor/convert';
import { defineComposite } from '../composite';
import { sqrt } from '../elementwise/sqrt';
import { square } from '../elementwise/square';
import { reduceSamples, type ReduceAttributes, type ReduceOptions } from '../families/reduce';
import { reduceSum } from './reduceSum';
import { demandFloat } from './reduceVariance';

/** Floats `[…]` → `[…]` without `axis`, or with size 1 there. The gradient at 0 is NaN, as in TensorFlow. */
export const reduceEuclideanNorm = defineComposite(
  {
    name: 'reduceEuclideanNorm',
    tf: {
      names: ['tf.math.reduce_euclidean_norm'],
      signature: [{ name: 'input_tensor' }, { name: 'axis', default: null }, { name: 'keepdims', default: false }],
    },
    doc: 'The root of the sum of squares along the given axes.',
    formula: String.raw`y = \sqrt{\sum_i u_i^2}`,
    differentiable: true,
    evaluate: ([x], { axis, keepdims }: ReduceAttributes) => {
      demandFloat('reduceEuclideanNorm', x);
      return sqrt(reduceSum(square(x), { axis, keepdims }));
    },
    // For a single number it is |u|, whose second derivative the checks would take of rounding alone.
    samples: () => reduceSamples(undefined).filter(({ inputs: [{ shape }] }) => shape.length > 0),
  },
  (run) =>
    (x: TensorLike, { axis = null, keepdims = false }: ReduceOptions = {}) =>
      run([x], { axis, keepdims }),
);
