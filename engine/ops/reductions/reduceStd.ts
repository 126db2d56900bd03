import type { TensorLike } from '../../tensor/convert';
import { defineComposite } from '../composite';
import { sqrt } from '../elementwise/sqrt';
import { reduceSamples, type ReduceAttributes, type ReduceOptions } from '../families/reduce';
import { variance } from './reduceVariance';

/**
 * Floats `[…]` → `[…]` without `axis`, or with size 1 there. The root has no derivative at 0: where all
 * elements are equal the gradient is NaN, as in TensorFlow.
 */
export const reduceStd = defineComposite(
  {
    name: 'reduceStd',
    tf: {
      names: ['tf.math.reduce_std'],
      signature: [{ name: 'input_tensor' }, { name: 'axis', default: null }, { name: 'keepdims', default: false }],
    },
    doc: 'The standard deviation of the elements along the given axes.',
    formula: String.raw`y = \sqrt{\frac{1}{n} \sum_{i=1}^{n} (u_i - \bar{u})^2}`,
    differentiable: true,
    evaluate: ([x], attributes: ReduceAttributes) => sqrt(variance('reduceStd', x, attributes)),
    // Of one element the root stands at its kink.
    samples: () => reduceSamples(undefined).filter(({ inputs: [{ shape }] }) => shape.length > 0),
  },
  (run) =>
    (x: TensorLike, { axis = null, keepdims = false }: ReduceOptions = {}) =>
      run([x], { axis, keepdims }),
);
