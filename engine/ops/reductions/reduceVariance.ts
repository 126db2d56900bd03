import { DTypeError } from '../../tensor/errors';
import { isFloat } from '../../tensor/dtype';
import { formatShape } from '../../tensor/shape';
import type { TensorLike } from '../../tensor/convert';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { square } from '../elementwise/square';
import { subtract } from '../elementwise/subtract';
import { reduceSamples, type ReduceAttributes, type ReduceOptions } from '../families/reduce';
import { reduceMean } from './reduceMean';

/** Floats `[…]` → `[…]` without `axis`, or with size 1 there. Divides by n, not by n − 1; of nothing it is NaN. */
export const reduceVariance = defineComposite(
  {
    name: 'reduceVariance',
    tf: {
      names: ['tf.math.reduce_variance'],
      signature: [{ name: 'input_tensor' }, { name: 'axis', default: null }, { name: 'keepdims', default: false }],
    },
    doc: 'The mean squared distance of the elements from their mean, along the given axes.',
    formula: String.raw`y = \frac{1}{n} \sum_{i=1}^{n} (u_i - \bar{u})^2`,
    differentiable: true,
    evaluate: ([x], attributes: ReduceAttributes) => variance('reduceVariance', x, attributes),
    samples: () => reduceSamples(undefined),
  },
  (run) =>
    (x: TensorLike, { axis = null, keepdims = false }: ReduceOptions = {}) =>
      run([x], { axis, keepdims }),
);

/** For `op`, whose name stands in the errors. */
export function variance(op: string, x: Tensor, { axis, keepdims }: ReduceAttributes): Tensor {
  demandFloat(op, x);
  return reduceMean(square(subtract(x, reduceMean(x, { axis, keepdims: true }))), { axis, keepdims });
}

export function demandFloat(op: string, { shape, dtype }: TensorSpec): void {
  if (!isFloat(dtype)) throw new DTypeError(`${op}: expected a float dtype, got ${dtype} ${formatShape(shape)}`);
}
