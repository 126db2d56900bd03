import type { TensorLike } from '../../tensor/convert';
import { multiply } from '../elementwise/multiply';
import { square } from '../elementwise/square';
import { defineComposite } from '../composite';
import { inferFloat } from '../families/unary';
import { reduceSum } from '../reductions/reduceSum';

/** `[…]` → `[]`: half the sum of squares, without a root. Floats only. */
export const l2Loss = defineComposite(
  {
    name: 'l2Loss',
    tf: { names: ['tf.nn.l2_loss'], signature: [{ name: 't' }] },
    doc: 'Half the sum of the squares of all elements.',
    formula: String.raw`y = \frac{1}{2} \sum_i u_i^2`,
    differentiable: true,
    evaluate: ([t]) => {
      inferFloat('l2Loss', t);
      return multiply(reduceSum(square(t)), 0.5);
    },
    samples: () => [
      { inputs: [{ shape: [] }], attributes: {} },
      { inputs: [{ shape: [2, 3] }], attributes: {} },
    ],
  },
  (run) => (t: TensorLike) => run([t], {}),
);
