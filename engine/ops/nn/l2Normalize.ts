import type { TensorLike } from '../../tensor/convert';
import { maximum } from '../elementwise/maximum';
import { multiply } from '../elementwise/multiply';
import { rsqrt } from '../elementwise/rsqrt';
import { square } from '../elementwise/square';
import { defineComposite } from '../composite';
import { inferFloat } from '../families/unary';
import { reduceSum } from '../reductions/reduceSum';

type NormalizeAttributes = { readonly axis: number | readonly number[] | null; readonly epsilon: number };

/** `[…]` → `[…]`: u / √max(Σ u², ε), the sum along `axis` or over all elements. Floats only. */
export const l2Normalize = defineComposite(
  {
    name: 'l2Normalize',
    tf: {
      names: ['tf.math.l2_normalize', 'tf.linalg.l2_normalize', 'tf.nn.l2_normalize'],
      signature: [{ name: 'x' }, { name: 'axis', default: null }, { name: 'epsilon', default: 1e-12 }],
    },
    doc: 'Divides vectors by their Euclidean length.',
    formula: String.raw`y_i = \frac{u_i}{\sqrt{\max(\sum_j u_j^2, \varepsilon)}}`,
    differentiable: true,
    evaluate: ([x], { axis, epsilon }: NormalizeAttributes) => {
      inferFloat('l2Normalize', x);
      const squares = reduceSum(square(x), { axis, keepdims: true });
      return multiply(x, rsqrt(maximum(squares, epsilon)));
    },
    samples: () => [
      { inputs: [{ shape: [4] }], attributes: { axis: null, epsilon: 1e-12 } },
      { inputs: [{ shape: [2, 3] }], attributes: { axis: 1, epsilon: 1e-12 } },
      { inputs: [{ shape: [2, 3, 2] }], attributes: { axis: [0, -1], epsilon: 1e-12 } },
      { inputs: [{ shape: [3], range: [0.1, 0.2] }], attributes: { axis: 0, epsilon: 0.5 } },
    ],
  },
  (run) =>
    (x: TensorLike, { axis = null, epsilon = 1e-12 }: Partial<NormalizeAttributes> = {}) =>
      run([x], { axis, epsilon }),
);
