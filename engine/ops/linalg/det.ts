import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { multiply } from '../elementwise/multiply';
import { demandSquareFloats, eliminate } from '../families/elimination';
import { defineOp } from '../op';
import { reshape } from '../shapes/reshape';
import { detWgsl } from '../wgsl/matrices';
import { inv } from './inv';

const NOTHING = new Float64Array(0);

/** Floats `[…, n, n]` → `[…]`. The gradient of a singular matrix is NaN, as its inverse. Throws for matrices that are not square. */
export const det = defineOp(
  {
    name: 'det',
    tf: { names: ['tf.linalg.det'], signature: [{ name: 'input' }] },
    doc: 'The determinant of square matrices.',
    inputs: ['u'],
    formula: String.raw`y = \det u`,
    derivatives: [String.raw`\frac{\partial y}{\partial u} = y\,u^{-\top}`],
    elementwise: false,
    infer: ([x]) => {
      demandSquareFloats('det', x);
      return [{ shape: x.shape.slice(0, -2), dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      const n = x.shape[x.shape.length - 1];
      for (let i = 0; i < y.size; i++) {
        y.storage[i] = eliminate(Float64Array.from(x.storage.subarray(i * n * n, (i + 1) * n * n)), n, NOTHING, 0);
      }
    },
    wgsl: ([x], [y]) => detWgsl(x, y),
    gradient: ([dy], { inputs: [x], outputs: [y] }): Tensor[] => [
      multiply(reshape(multiply(dy!, y), [...y.shape, 1, 1]), inv(x, { adjoint: true })),
    ],
    samples: () => [
      { inputs: [{ shape: [2, 2], values: [0, 2, 1, 1] }], attributes: {} },
      {
        inputs: [{ shape: [2, 3, 3], values: [2, 1, 0, 1, 3, 1, 0, -1, 2, 1, 2, 3, 0, 1, 4, 5, 6, 1] }],
        attributes: {},
      },
    ],
  },
  (run) => (input: TensorLike) => run([input], {}),
);
