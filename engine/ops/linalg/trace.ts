import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { demandMatrices } from '../families/band';
import { reduceSum } from '../reductions/reduceSum';
import { diagPart } from './diagPart';

/** `[…, m, n]` → `[…]`. Throws for a vector or scalar. */
export const trace = defineComposite(
  {
    name: 'trace',
    tf: { names: ['tf.linalg.trace'], signature: [{ name: 'x' }] },
    doc: 'The sum of the main diagonal.',
    formula: String.raw`y = \sum_i u_{ii}`,
    differentiable: true,
    evaluate: ([x]: readonly Tensor[]) => {
      demandMatrices('trace', x.shape);
      return reduceSum(diagPart(x), { axis: -1 });
    },
    samples: () => [
      { inputs: [{ shape: [3, 3] }], attributes: {} },
      { inputs: [{ shape: [2, 3, 2] }], attributes: {} },
    ],
  },
  (run) => (x: TensorLike) => run([x], {}),
);
