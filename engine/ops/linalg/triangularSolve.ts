import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import { broadcastShapes } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { negative } from '../elementwise/negative';
import { demandSystem } from '../families/elimination';
import { defineOp } from '../op';
import { spread } from '../shapes/broadcastTo';
import { triangularSolveWgsl } from '../wgsl/matrices';
import { bandPart } from './bandPart';
import { matmul } from './matmul';

type TriangularAttributes = { readonly lower: boolean; readonly adjoint: boolean };

export interface TriangularSolveOptions {
  /** The lower triangle is read, else the upper one; the other is never looked at. */
  lower?: boolean;
  /** Solve with the transpose of the matrix. */
  adjoint?: boolean;
}

/**
 * Matrix `[…, n, n]`, rhs `[…, n, m]` → `[…, n, m]`; leading axes broadcast. A 0 on the diagonal gives
 * infinities and NaN, where TensorFlow's CPU throws. Throws for shapes that do not fit.
 */
export const triangularSolve = defineOp(
  {
    name: 'triangularSolve',
    tf: {
      names: ['tf.linalg.triangular_solve'],
      signature: [
        { name: 'matrix' },
        { name: 'rhs' },
        { name: 'lower', default: true },
        { name: 'adjoint', default: false },
      ],
    },
    doc: 'Solves systems of equations whose matrix is a triangle, by substitution.',
    inputs: ['a', 'b'],
    formula: String.raw`y = a^{-1}\,b`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial a} = -\operatorname{tril}\!\left(\frac{\partial L}{\partial b}\,y^{\top}\right)`,
      String.raw`\frac{\partial L}{\partial b} = a^{-\top}\,\frac{\partial L}{\partial y}`,
    ],
    elementwise: false,
    infer: ([matrix, right], _: TriangularAttributes) => {
      demandSystem('triangularSolve', matrix, right);
      return [{ shape: right.shape, dtype: right.dtype }];
    },
    cpu: ([matrix, right]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: TriangularAttributes) =>
      substitute(matrix, right, y, attributes),
    wgsl: (_, [y], { lower, adjoint }) => triangularSolveWgsl(y, lower, adjoint),
    gradient: ([dy], { inputs: [a], outputs: [y], attributes: { lower, adjoint } }): Tensor[] => {
      const db = triangularSolve(a, dy!, { lower, adjoint: !adjoint });
      const da = negative(adjoint ? matmul(y, db, { transposeB: true }) : matmul(db, y, { transposeB: true }));
      return [lower ? bandPart(da, -1, 0) : bandPart(da, 0, -1), db];
    },
    samples: () => {
      const values = [2, 0.5, -1, 1, -1.5, 0.7, 0.3, -0.8, 1.2];
      const of = (lower: boolean, adjoint: boolean) => ({
        inputs: [{ shape: [3, 3], values }, { shape: [3, 2] }],
        attributes: { lower, adjoint },
      });
      return [
        ...[of(true, false), of(true, true), of(false, false), of(false, true)],
        {
          inputs: [{ shape: [2, 2, 2], values: [2, 9, 1, -1, 1, 9, 3, 4] }, { shape: [2, 2, 1] }],
          attributes: { lower: true, adjoint: false },
        },
      ];
    },
  },
  (run) =>
    (matrix: TensorLike, rhs: TensorLike, { lower = true, adjoint = false }: TriangularSolveOptions = {}) => {
      const a = convert(matrix, undefined, 'triangularSolve');
      const b = convert(rhs, a.dtype, 'triangularSolve');
      const batch = broadcastShapes('triangularSolve', a.shape.slice(0, -2), b.shape.slice(0, -2));
      const whole = (one: Tensor) => spread(one, [...batch, ...one.shape.slice(-2)]);
      return run([whole(a), whole(b)], { lower, adjoint });
    },
);

function substitute(matrix: CpuOperand, right: CpuOperand, y: CpuOperand, { lower, adjoint }: TriangularAttributes) {
  const [n, m] = y.shape.slice(-2);
  const [alongRow, alongColumn] = adjoint ? [1, n] : [n, 1];
  const forward = lower !== adjoint;
  for (let pa = 0, py = 0; py < y.size; pa += n * n, py += n * m) {
    for (let k = 0; k < m; k++) {
      for (let row = 0; row < n; row++) {
        const r = forward ? row : n - 1 - row;
        let sum = right.storage[py + r * m + k];
        for (let done = 0; done < row; done++) {
          const c = forward ? done : n - 1 - done;
          sum -= matrix.storage[pa + r * alongRow + c * alongColumn] * y.storage[py + c * m + k];
        }
        y.storage[py + r * m + k] = sum / matrix.storage[pa + r * (n + 1)];
      }
    }
  }
}
