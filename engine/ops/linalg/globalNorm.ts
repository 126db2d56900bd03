import type { TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { multiply } from '../elementwise/multiply';
import { sqrt } from '../elementwise/sqrt';
import { defineComposite } from '../composite';
import { sameSpecs } from '../families/blocks';
import { l2Loss } from '../nn/l2Loss';
import { reduceSum } from '../reductions/reduceSum';
import { stack } from '../shapes/stack';

/** Several tensors of any shapes and one float dtype → `[]`. A null among them is passed over. Throws where none is left. */
export const globalNorm = defineComposite(
  {
    name: 'globalNorm',
    tf: { names: ['tf.linalg.global_norm'], signature: [{ name: 't_list' }] },
    doc: 'The Euclidean length of several tensors seen as one vector.',
    formula: String.raw`y = \sqrt{\sum_k \lVert u_k \rVert^2}`,
    differentiable: true,
    evaluate: (tensors) => normOf('globalNorm', tensors),
    samples: () => [
      { inputs: [{ shape: [3] }], attributes: {} },
      { inputs: [{ shape: [2, 2] }, { shape: [] }, { shape: [3] }], attributes: {} },
    ],
  },
  (run) => (tList: readonly (TensorLike | null)[]) =>
    run(
      tList.filter((one) => one !== null),
      {},
    ),
);

/** As TensorFlow computes it, from halves of the sums of squares. */
export function normOf(op: string, tensors: readonly Tensor[]): Tensor {
  if (tensors.length === 0) throw new ValueError(`${op}: expected at least one tensor, got none`);
  sameSpecs(
    op,
    tensors.map(({ dtype }) => ({ shape: [], dtype })),
  );
  return sqrt(multiply(reduceSum(stack(tensors.map((one) => l2Loss(one)))), 2));
}
