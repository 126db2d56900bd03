import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { demandSquareFloats, solveInto } from '../families/elimination';
import { negative } from '../elementwise/negative';
import { defineOp } from '../op';
import { solveWgsl } from '../wgsl/matrices';
import { matmul } from './matmul';
import { matrixTranspose } from './matrixTranspose';

export interface InvOptions {
  /** Invert the transpose. */
  adjoint?: boolean;
}

/**
 * Floats `[…, n, n]` → the same shape. A singular matrix gives NaN everywhere: only the kernel finds out
 * that it is one, and a GPU cannot throw as TensorFlow does. Throws for matrices that are not square.
 */
export const inv = defineOp(
  {
    name: 'inv',
    tf: { names: ['tf.linalg.inv'], signature: [{ name: 'input' }, { name: 'adjoint', default: false }] },
    doc: 'The inverse of square matrices, by Gaussian elimination with partial pivoting.',
    inputs: ['u'],
    formula: 'y = u^{-1}',
    derivatives: [String.raw`\frac{\partial L}{\partial u} = -y^{\top}\,\frac{\partial L}{\partial y}\,y^{\top}`],
    elementwise: false,
    infer: ([x]) => {
      demandSquareFloats('inv', x);
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      const n = x.shape[x.shape.length - 1];
      for (let start = 0; start < x.size; start += n * n) {
        const identity = new Float64Array(n * n);
        for (let i = 0; i < n; i++) identity[i * (n + 1)] = 1;
        solveInto(Float64Array.from(x.storage.subarray(start, start + n * n)), n, identity, n, y.storage, start);
      }
    },
    wgsl: ([x], [y]) => solveWgsl(x, y, false),
    // y u = 1  ⇒  dy u + y du = 0  ⇒  dy = −y du y; both factors stand transposed in the gradient.
    gradient: ([dy], { outputs: [y] }): Tensor[] => [
      negative(matmul(y, matmul(dy!, y, { transposeB: true }), { transposeA: true })),
    ],
    samples: () => [
      { inputs: [{ shape: [1, 1], values: [4] }], attributes: {} },
      { inputs: [{ shape: [2, 2], values: [0, 2, 1, 1] }], attributes: {} },
      {
        inputs: [{ shape: [2, 3, 3], values: [2, 1, 0, 1, 3, 1, 0, -1, 2, 1, 2, 3, 0, 1, 4, 5, 6, 1] }],
        attributes: {},
      },
    ],
  },
  (run) =>
    (input: TensorLike, { adjoint = false }: InvOptions = {}) => {
      const x = convert(input, undefined, 'inv');
      return run([adjoint ? matrixTranspose(x) : x], {});
    },
);
