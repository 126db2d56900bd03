import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { demandMatrices } from '../families/band';
import { defineOp } from '../op';
import { bandPartWgsl } from '../wgsl/band';

type BandPartAttributes = { readonly numLower: number; readonly numUpper: number };

/**
 * `[…, m, n]` → the same shape, any dtype. Keeps `numLower` diagonals below the main one and `numUpper`
 * above; −1 keeps all: (−1, 0) is the lower triangle. Throws for more diagonals than there are.
 */
export const bandPart = defineOp(
  {
    name: 'bandPart',
    tf: {
      names: ['tf.linalg.band_part'],
      signature: [{ name: 'input' }, { name: 'num_lower' }, { name: 'num_upper' }],
    },
    doc: 'Sets matrices to zero outside a band around the main diagonal.',
    inputs: ['u'],
    formula: String.raw`y_{ij} = [-l \le j - i \le h]\,u_{ij}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_{ij}} = [-l \le j - i \le h]\,\frac{\partial L}{\partial y_{ij}}`,
    ],
    elementwise: false,
    infer: ([x], { numLower, numUpper }: BandPartAttributes) => {
      const sizes = demandMatrices('bandPart', x.shape);
      for (const [name, one, most] of [
        ['numLower', numLower, sizes[0]] as const,
        ['numUpper', numUpper, sizes[1]] as const,
      ]) {
        if (!Number.isInteger(one) || one > most) {
          throw new ValueError(
            `bandPart: expected a whole ${name} up to ${most} for ${formatShape(x.shape)}, got ${one}`,
          );
        }
      }
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { numLower, numUpper }: BandPartAttributes) => {
      const [rows, columns] = x.shape.slice(-2);
      y.storage.fill(0);
      for (let start = 0, row = 0; start < x.size; start += columns, row = (row + 1) % rows) {
        const from = numLower < 0 ? 0 : Math.max(0, row - numLower);
        const to = numUpper < 0 ? columns : Math.min(columns, row + numUpper + 1);
        for (let p = start + from; p < start + to; p++) y.storage[p] = x.storage[p];
      }
    },
    wgsl: ([x], _, { numLower, numUpper }) => bandPartWgsl(x, numLower, numUpper),
    gradient: ([dy], { attributes: { numLower, numUpper } }): Tensor[] => [bandPart(dy!, numLower, numUpper)],
    samples: () => [
      { inputs: [{ shape: [3, 3] }], attributes: { numLower: -1, numUpper: 0 } },
      { inputs: [{ shape: [2, 3, 4] }], attributes: { numLower: 1, numUpper: 2 } },
      { inputs: [{ shape: [4, 2] }], attributes: { numLower: 0, numUpper: -1 } },
    ],
  },
  (run) => (input: TensorLike, numLower: number, numUpper: number) => run([input], { numLower, numUpper }),
);
