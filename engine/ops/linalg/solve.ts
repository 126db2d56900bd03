import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { negative } from '../elementwise/negative';
import { demandSystem, solveInto } from '../families/elimination';
import { defineOp } from '../op';
import { solveWgsl } from '../wgsl/matrices';
import { matmul } from './matmul';
import { matrixTranspose } from './matrixTranspose';

export interface SolveOptions {
  /** Solve with the transpose of the matrix. */
  adjoint?: boolean;
}

/**
 * Matrix `[…, n, n]`, rhs `[…, n, m]` → `[…, n, m]`, floats of one batch. A singular matrix gives NaN, as
 * `inv` does. Throws for shapes that do not fit.
 */
export const solve = defineOp(
  {
    name: 'solve',
    tf: {
      names: ['tf.linalg.solve'],
      signature: [{ name: 'matrix' }, { name: 'rhs' }, { name: 'adjoint', default: false }],
    },
    doc: 'Solves systems of linear equations, by Gaussian elimination with partial pivoting.',
    inputs: ['a', 'b'],
    formula: String.raw`y = a^{-1}\,b`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial a} = -\frac{\partial L}{\partial b}\,y^{\top}`,
      String.raw`\frac{\partial L}{\partial b} = a^{-\top}\,\frac{\partial L}{\partial y}`,
    ],
    elementwise: false,
    infer: ([matrix, right]) => {
      demandSystem('solve', matrix, right);
      return [{ shape: right.shape, dtype: right.dtype }];
    },
    cpu: ([matrix, right]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      const [n, m] = y.shape.slice(-2);
      for (let pa = 0, py = 0; py < y.size; pa += n * n, py += n * m) {
        const a = Float64Array.from(matrix.storage.subarray(pa, pa + n * n));
        solveInto(a, n, Float64Array.from(right.storage.subarray(py, py + n * m)), m, y.storage, py);
      }
    },
    wgsl: ([a], [y]) => solveWgsl(a, y, true),
    gradient: ([dy], { inputs: [a], outputs: [y] }): Tensor[] => {
      const db = solve(a, dy!, { adjoint: true });
      return [negative(matmul(db, y, { transposeB: true })), db];
    },
    samples: () => [
      { inputs: [{ shape: [2, 2], values: [0, 2, 1, 1] }, { shape: [2, 3] }], attributes: {} },
      {
        inputs: [
          { shape: [2, 3, 3], values: [2, 1, 0, 1, 3, 1, 0, -1, 2, 1, 2, 3, 0, 1, 4, 5, 6, 1] },
          { shape: [2, 3, 1] },
        ],
        attributes: {},
      },
    ],
  },
  (run) =>
    (matrix: TensorLike, rhs: TensorLike, { adjoint = false }: SolveOptions = {}) => {
      const a = convert(matrix, undefined, 'solve');
      return run([adjoint ? matrixTranspose(a) : a, rhs], {});
    },
);
