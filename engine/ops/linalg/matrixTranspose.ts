import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { demandMatrices } from '../families/band';
import { transpose } from '../shapes/transpose';

/** `[…, m, n]` → `[…, n, m]`. Throws for a vector or scalar. */
export const matrixTranspose = defineComposite(
  {
    name: 'matrixTranspose',
    tf: { names: ['tf.linalg.matrix_transpose'], signature: [{ name: 'a' }] },
    doc: 'Swaps the last two axes.',
    formula: String.raw`y = u^{\top}`,
    differentiable: true,
    evaluate: ([a]: readonly Tensor[]) => {
      demandMatrices('matrixTranspose', a.shape);
      const axes = a.shape.map((_, axis) => axis);
      return transpose(a, { perm: [...axes.slice(0, -2), a.rank - 1, a.rank - 2] });
    },
    samples: () => [
      { inputs: [{ shape: [2, 3] }], attributes: {} },
      { inputs: [{ shape: [2, 3, 4] }], attributes: {} },
    ],
  },
  (run) => (a: TensorLike) => run([a], {}),
);
