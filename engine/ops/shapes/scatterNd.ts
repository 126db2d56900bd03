import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { formatShape, type Shape, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineOp } from '../op';
import { scatterNdWgsl } from '../wgsl/scatter';
import { gatherNd } from './gatherNd';
import { asRows, demandUpdates, eachRow } from './rows';

type ScatterAttributes = { readonly shape: Shape };

/**
 * indices int32 `[…rows, depth]`, updates `[…rows, …slice]` → `shape`: zeros, with each update added at
 * the place its row names; duplicates add up, in the order of the rows. Plain indices that are out of
 * range throw; in a tensor they are dropped. Throws for bool.
 */
export const scatterNd = defineOp(
  {
    name: 'scatterNd',
    tf: {
      names: ['tf.scatter_nd'],
      signature: [{ name: 'indices' }, { name: 'updates' }, { name: 'shape' }],
    },
    doc: 'Adds slices into zeros, at the places that rows of coordinates name.',
    inputs: ['k', 'u'],
    formula: String.raw`y_j = \sum_{i :\, k_i = j} u_i`,
    derivatives: [
      null,
      String.raw`\frac{\partial L}{\partial u_i} = \left(\frac{\partial L}{\partial y}\right)_{\!k_i}`,
    ],
    derivativeText: (input) => (input === 1 ? '1' : null),
    elementwise: false,
    infer: ([indices, updates], { shape }: ScatterAttributes) => {
      demandShape(shape);
      if (updates.dtype === 'bool') {
        throw new DTypeError(`scatterNd: expected updates of a number dtype, got bool ${formatShape(updates.shape)}`);
      }
      demandUpdates('scatterNd', indices, updates, shape);
      return [{ shape, dtype: updates.dtype }];
    },
    cpu: ([indices, updates]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      const inner = sizeOf(y.shape.slice(indices.shape[indices.shape.length - 1]));
      y.storage.fill(0);
      eachRow(indices, y.shape, (row, slice) => {
        for (let i = 0; i < inner; i++) y.storage[slice * inner + i] += updates.storage[row * inner + i];
      });
    },
    wgsl: ([indices], [y], _, gpu) =>
      scatterNdWgsl({ kind: 'add', indices, y, inputs: { indices: 0, updates: 1 } }, gpu),
    gradient: ([dy], { inputs: [indices] }): (Tensor | null)[] => [null, gatherNd(dy!, indices)],
    samples: () => [
      { inputs: [{ shape: [3, 1], values: [3, 0, 3], dtype: 'int32' }, { shape: [3] }], attributes: { shape: [4] } },
      {
        inputs: [{ shape: [2, 2], values: [0, 1, 1, 2], dtype: 'int32' }, { shape: [2] }],
        attributes: { shape: [2, 3] },
      },
      {
        inputs: [{ shape: [2, 2, 1], values: [2, 0, 2, 2], dtype: 'int32' }, { shape: [2, 2, 2] }],
        attributes: { shape: [3, 2] },
      },
      { inputs: [{ shape: [3, 0], values: [], dtype: 'int32' }, { shape: [3, 2] }], attributes: { shape: [2] } },
    ],
  },
  (run) => (indices: TensorLike, updates: TensorLike, shape: Shape) => {
    demandShape(shape);
    return run([asRows('scatterNd', indices, shape), convert(updates, undefined, 'scatterNd')], { shape });
  },
);

function demandShape(shape: Shape): void {
  if (Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 0)) return;
  throw new ShapeError(`scatterNd: expected whole sizes of 0 or more, got ${formatShape([shape].flat())}`);
}
