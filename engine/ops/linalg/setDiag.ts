import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape, sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { where } from '../elementwise/where';
import { type Align, bandOf, demandMatrices, diagonalPair, type Diagonals } from '../families/band';
import { demandSameDType } from '../families/blocks';
import { fill } from '../shapes/fill';
import { diag } from './diag';

type SetDiagAttributes = { readonly k: readonly [number, number]; readonly align: Align };

export interface SetDiagOptions {
  /** Which diagonal, or the lowest and the highest of a band. */
  k?: Diagonals;
  align?: Align;
}

/** `[…, m, n]` and the diagonal as `diagPart` gives it → the same shape. Throws for a diagonal of another shape or dtype. */
export const setDiag = defineComposite(
  {
    name: 'setDiag',
    tf: {
      names: ['tf.linalg.set_diag'],
      signature: [
        { name: 'input' },
        { name: 'diagonal' },
        { name: 'name', default: 'set_diag' },
        { name: 'k', default: 0 },
        { name: 'align', default: 'RIGHT_LEFT' },
      ],
    },
    doc: 'Matrices with their diagonals replaced.',
    formula: String.raw`y_{ij} = \begin{cases} d_i & i = j \\ u_{ij} & i \ne j \end{cases}`,
    differentiable: true,
    evaluate: ([x, diagonal]: readonly Tensor[], { k, align }: SetDiagAttributes) => {
      demandSameDType('setDiag', x, diagonal);
      const [numRows, numCols] = demandMatrices('setDiag', x.shape);
      const { lower, upper, longest } = bandOf('setDiag', numRows, numCols, k, align);
      const expected = [...x.shape.slice(0, -2), ...(lower === upper ? [] : [upper - lower + 1]), longest];
      if (!sameShape(diagonal.shape, expected)) {
        throw new ShapeError(
          `setDiag: expected a diagonal of shape ${formatShape(expected)}, got ${formatShape(diagonal.shape)}`,
        );
      }
      const place = { k, numRows, numCols, align };
      return where(diag(fill(expected.slice(lower === upper ? -1 : -2), true), place), diag(diagonal, place), x);
    },
    samples: () => [
      {
        inputs: [{ shape: [3, 3] }, { shape: [3] }],
        attributes: { k: [0, 0] as const, align: 'RIGHT_LEFT' as Align },
      },
      {
        inputs: [{ shape: [2, 2, 3] }, { shape: [2, 2, 2] }],
        attributes: { k: [0, 1] as const, align: 'RIGHT_LEFT' as Align },
      },
    ],
  },
  (run) =>
    (input: TensorLike, diagonal: TensorLike, { k = 0, align = 'RIGHT_LEFT' }: SetDiagOptions = {}) =>
      run([input, diagonal], { k: diagonalPair('setDiag', k), align }),
);
