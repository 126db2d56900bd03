import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { squaredDifference } from '../elementwise/squaredDifference';
import { defineComposite } from '../composite';
import { inferFloat } from '../families/unary';
import { reduceMean } from '../reductions/reduceMean';
import { squeeze } from '../shapes/squeeze';
import { normalizeAxes } from '../../tensor/shape';

type MomentsAttributes = { readonly axes: number | readonly number[] | null; readonly keepdims: boolean };

export interface MomentsOptions {
  /** Not used, as in TensorFlow: the true mean is taken out. */
  shift?: null;
  keepdims?: boolean;
}

/**
 * `[…]` → mean and variance, each `[…]` without `axes`, or with size 1 there. The variance is that of
 * the elements as they are, over n. TensorFlow stops the gradient at the mean inside it, which does
 * not show in the first derivative but makes the second one wrong; here it flows. Floats only.
 */
export const moments = defineComposite(
  {
    name: 'moments',
    tf: {
      names: ['tf.nn.moments'],
      signature: [
        { name: 'x' },
        { name: 'axes' },
        { name: 'shift', default: null },
        { name: 'keepdims', default: false },
      ],
    },
    doc: 'Mean and variance along the given axes.',
    formula: String.raw`\mu = \frac{1}{n} \sum_i u_i, \quad \sigma^2 = \frac{1}{n} \sum_i (u_i - \mu)^2`,
    differentiable: true,
    evaluate: ([x], { axes, keepdims }: MomentsAttributes) => {
      inferFloat('moments', x);
      const axis = normalizeAxes('moments', axes, x.rank);
      const mean = reduceMean(x, { axis, keepdims: true });
      const variance = reduceMean(squaredDifference(x, mean), { axis, keepdims });
      return [keepdims || axis.length === 0 ? mean : squeeze(mean, { axis }), variance];
    },
    samples: () => [
      { inputs: [{ shape: [5] }], attributes: { axes: [0], keepdims: false } },
      { inputs: [{ shape: [3, 2] }], attributes: { axes: 0, keepdims: true } },
      { inputs: [{ shape: [2, 3, 2] }], attributes: { axes: [0, -1], keepdims: false } },
    ],
  },
  (run) =>
    (x: TensorLike, axes: number | readonly number[], { keepdims = false }: MomentsOptions = {}) =>
      run([x], { axes, keepdims }) as [mean: Tensor, variance: Tensor],
);
