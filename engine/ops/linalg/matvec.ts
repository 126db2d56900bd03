import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { expandDims } from '../shapes/expandDims';
import { squeeze } from '../shapes/squeeze';
import { matmul } from './matmul';

type MatvecAttributes = { readonly transposeA: boolean };

export interface MatvecOptions {
  /** Multiply by the matrix transposed. */
  transposeA?: boolean;
}

/** `[…, m, n]`, `[…, n]` → `[…, m]`; leading axes broadcast. Throws where the sizes do not meet. */
export const matvec = defineComposite(
  {
    name: 'matvec',
    tf: {
      names: ['tf.linalg.matvec'],
      signature: [{ name: 'a' }, { name: 'b' }, { name: 'transpose_a', default: false }],
    },
    doc: 'Matrices times vectors.',
    formula: String.raw`y_i = \sum_j a_{ij}\,b_j`,
    differentiable: true,
    evaluate: ([a, b]: readonly Tensor[], { transposeA }: MatvecAttributes) => {
      const inner = a.shape[a.rank - (transposeA ? 2 : 1)];
      if (a.rank < 2 || b.rank < 1 || inner !== b.shape[b.rank - 1]) {
        const matrix = `${formatShape(a.shape)}${transposeA ? 'ᵀ' : ''}`;
        throw new ShapeError(`matvec: expected […, m, n] and […, n], got ${matrix} and ${formatShape(b.shape)}`);
      }
      return squeeze(matmul(a, expandDims(b, -1), { transposeA }), { axis: -1 });
    },
    samples: () => [
      { inputs: [{ shape: [2, 3] }, { shape: [3] }], attributes: { transposeA: false } },
      { inputs: [{ shape: [2, 3, 2] }, { shape: [3] }], attributes: { transposeA: true } },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 3] }], attributes: { transposeA: false } },
    ],
  },
  (run) =>
    (a: TensorLike, b: TensorLike, { transposeA = false }: MatvecOptions = {}) =>
      run([a, b], { transposeA }),
);
