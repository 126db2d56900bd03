import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../elementwise/add';
import { multiply } from '../elementwise/multiply';
import { reciprocal } from '../elementwise/reciprocal';
import { subtract } from '../elementwise/subtract';
import { demandSquareFloats } from '../families/elimination';
import { rotateToDiagonal } from '../families/jacobi';
import { defineOp, execute } from '../op';
import { expandDims } from '../shapes/expandDims';
import { eighWgsl } from '../wgsl/eigh';
import { bandPart } from './bandPart';
import { diag } from './diag';
import { eye } from './eye';
import { matmul } from './matmul';
import { matrixTranspose } from './matrixTranspose';

/**
 * Symmetric floats `[…, n, n]` → eigenvalues `[…, n]`, rising, and eigenvectors `[…, n, n]`, one a column.
 * Only the lower triangle is read. A matrix with NaN or an infinity gives NaN. Throws for matrices that
 * are not square.
 */
export const eigh = defineOp(
  {
    name: 'eigh',
    tf: { names: ['tf.linalg.eigh'], signature: [{ name: 'tensor' }] },
    doc: 'The eigenvalues and eigenvectors of symmetric matrices.',
    inputs: ['u'],
    formula: String.raw`u\,v = v \operatorname{diag}(e)`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = v \left(\operatorname{diag}\frac{\partial L}{\partial e} + F \circ v^{\top} \frac{\partial L}{\partial v}\right) v^{\top}, \quad F_{ij} = \frac{1}{e_j - e_i}`,
    ],
    elementwise: false,
    infer: ([x]) => {
      demandSquareFloats('eigh', x);
      return [
        { shape: x.shape.slice(0, -1), dtype: x.dtype },
        { shape: x.shape, dtype: x.dtype },
      ];
    },
    cpu: ([x]: readonly CpuOperand[], [values, vectors]: readonly CpuOperand[]) => {
      const n = x.shape[x.shape.length - 1];
      for (let at = 0, line = 0; at < x.size; at += n * n, line += n) {
        const { e, v } = rotateToDiagonal(x.storage.subarray(at, at + n * n), n);
        values.storage.set(e, line);
        vectors.storage.set(v, at);
      }
    },
    wgsl: ([x]) => eighWgsl(x),
    gradient: ([de, dv], { outputs: [e, v] }): Tensor[] => [eighGradient(de, dv, e, v)],
    samples: () => [
      { inputs: [{ shape: [2, 2], values: [2, 1, 1, -1] }], attributes: {} },
      { inputs: [{ shape: [3, 3], values: [1, 0.5, -0.3, 0.5, 4, 0.7, -0.3, 0.7, -3] }], attributes: {} },
      { inputs: [{ shape: [2, 2, 2], values: [3, 0.5, 0.5, 1, -2, 1, 1, 2] }], attributes: {} },
    ],
  },
  (_, op) =>
    (tensor: TensorLike): [eigenvalues: Tensor, eigenvectors: Tensor] => {
      const [e, v] = execute(op, [convert(tensor, undefined, 'eigh')], {});
      return [e, v];
    },
);

/**
 * M. Giles, "An extended collection of matrix derivative results" (2008), 3.1. Only the lower triangle is
 * read, so an element above the diagonal hands what it has to its mirror image. Equal eigenvalues have no
 * eigenvectors to speak of, and no gradient through them.
 */
function eighGradient(de: Tensor | null, dv: Tensor | null, e: Tensor, v: Tensor): Tensor {
  const inner: Tensor[] = de === null ? [] : [diag(de)];
  if (dv !== null) {
    const identity = eye(e.shape[e.rank - 1], { dtype: e.dtype });
    const gaps = add(subtract(expandDims(e, -2), expandDims(e, -1)), identity);
    inner.push(multiply(subtract(reciprocal(gaps), identity), matmul(v, dv, { transposeA: true })));
  }
  const middle = inner.reduce((sum, one) => add(sum, one));
  const whole = matmul(v, matmul(middle, v, { transposeB: true }));
  const both = add(whole, matrixTranspose(whole));
  return subtract(bandPart(both, -1, 0), multiply(0.5, bandPart(both, 0, 0)));
}
