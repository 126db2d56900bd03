import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import type { TypedArray } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../elementwise/add';
import { multiply } from '../elementwise/multiply';
import { subtract } from '../elementwise/subtract';
import { demandSquareFloats } from '../families/elimination';
import { defineOp } from '../op';
import { choleskyWgsl } from '../wgsl/matrices';
import { bandPart } from './bandPart';
import { matmul } from './matmul';
import { matrixTranspose } from './matrixTranspose';
import { triangularSolve } from './triangularSolve';

/**
 * Symmetric positive definite floats `[…, n, n]` → the lower triangle of the same shape. Only the lower
 * triangle is read. A matrix that is not positive definite gives NaN in the whole triangle: only the
 * kernel finds out, and a GPU cannot throw as TensorFlow does. Throws for matrices that are not square.
 */
export const cholesky = defineOp(
  {
    name: 'cholesky',
    tf: { names: ['tf.linalg.cholesky'], signature: [{ name: 'input' }] },
    doc: 'The triangle whose product with its own transpose is the matrix.',
    inputs: ['u'],
    formula: String.raw`y\,y^{\top} = u`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \operatorname{sym}\!\left(y^{-\top}\,\Phi\!\left(y^{\top} \frac{\partial L}{\partial y}\right) y^{-1}\right)`,
    ],
    elementwise: false,
    infer: ([x]) => {
      demandSquareFloats('cholesky', x);
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      const n = x.shape[x.shape.length - 1];
      y.storage.fill(0);
      for (let start = 0; start < x.size; start += n * n) {
        if (factor(x.storage, y.storage, start, n)) continue;
        for (let r = 0; r < n; r++) y.storage.fill(NaN, start + r * n, start + r * n + r + 1);
      }
    },
    wgsl: ([x]) => choleskyWgsl(x),
    gradient: ([dy], { outputs: [l] }): Tensor[] => [choleskyGradient(dy!, l)],
    samples: () => [
      { inputs: [{ shape: [1, 1], values: [4] }], attributes: {} },
      { inputs: [{ shape: [3, 3], values: [4, 1, -1, 1, 3, 0.5, -1, 0.5, 2], symmetric: true }], attributes: {} },
      { inputs: [{ shape: [2, 2, 2], values: [2, 1, 1, 2, 1, -0.5, -0.5, 3], symmetric: true }], attributes: {} },
    ],
  },
  (run) => (input: TensorLike) => run([input], {}),
);

/** Column by column, each after those to its left; false at a pivot that is not above 0. */
function factor(x: TypedArray, y: TypedArray, start: number, n: number): boolean {
  for (let c = 0; c < n; c++) {
    const own = start + c * n;
    let rest = x[own + c];
    for (let k = 0; k < c; k++) rest -= y[own + k] * y[own + k];
    if (!(rest > 0)) return false;
    const head = Math.sqrt(rest);
    y[own + c] = head;
    for (let row = own + n; row < start + n * n; row += n) {
      let sum = x[row + c];
      for (let k = 0; k < c; k++) sum -= y[row + k] * y[own + k];
      y[row + c] = sum / head;
    }
  }
  return true;
}

/**
 * I. Murray, "Differentiation of the Cholesky decomposition" (2016): with Φ the lower triangle, its
 * diagonal halved, s = l⁻ᵀ Φ(lᵀ dl) l⁻¹, and the gradient is ½ (s + sᵀ): the matrix is symmetric, so an
 * element and its mirror image share what is theirs together.
 */
function choleskyGradient(dy: Tensor, l: Tensor): Tensor {
  const product = matmul(l, dy, { transposeA: true });
  const phi = subtract(bandPart(product, -1, 0), multiply(0.5, bandPart(product, 0, 0)));
  const left = triangularSolve(l, phi, { adjoint: true });
  const both = triangularSolve(l, matrixTranspose(left), { adjoint: true });
  return multiply(0.5, add(both, matrixTranspose(both)));
}
