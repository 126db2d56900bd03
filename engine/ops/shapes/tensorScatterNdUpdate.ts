import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import { DTypeError } from '../../tensor/errors';
import { sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineOp } from '../op';
import { scatterNdWgsl } from '../wgsl/scatter';
import { fillLike } from './fill';
import { gatherNd } from './gatherNd';
import { asRows, demandUpdates, eachRow } from './rows';

const NAME = 'tensorScatterNdUpdate';

/**
 * tensor `[…]`, indices int32 `[…rows, depth]`, updates `[…rows, …slice]` → the tensor with the slices
 * that the rows name replaced. Of duplicates the last row stays, but each gets the gradient, as in
 * TensorFlow. Plain indices that are out of range throw; in a tensor they are dropped.
 */
export const tensorScatterNdUpdate = defineOp(
  {
    name: NAME,
    tf: {
      names: ['tf.tensor_scatter_nd_update'],
      signature: [{ name: 'tensor' }, { name: 'indices' }, { name: 'updates' }],
    },
    doc: 'Replaces the slices that rows of coordinates name.',
    inputs: ['u', 'k', 'v'],
    formula: String.raw`y_{k_i} = v_i,\ \text{else}\ y_j = u_j`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_j} = [j \notin k]\,\frac{\partial L}{\partial y_j}`,
      null,
      String.raw`\frac{\partial L}{\partial v_i} = \left(\frac{\partial L}{\partial y}\right)_{\!k_i}`,
    ],
    elementwise: false,
    infer: ([x, indices, updates]) => {
      if (x.dtype !== updates.dtype) {
        throw new DTypeError(`${NAME}: expected updates of the tensor's ${x.dtype}, got ${updates.dtype}`);
      }
      demandUpdates(NAME, indices, updates, x.shape);
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    cpu: ([x, indices, updates]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      const inner = sizeOf(x.shape.slice(indices.shape[indices.shape.length - 1]));
      y.storage.set(x.storage);
      eachRow(indices, x.shape, (row, slice) => {
        for (let i = 0; i < inner; i++) y.storage[slice * inner + i] = updates.storage[row * inner + i];
      });
    },
    wgsl: ([, indices], [y], _, gpu) =>
      scatterNdWgsl({ kind: 'update', indices, y, inputs: { base: 0, indices: 1, updates: 2 } }, gpu),
    gradient: ([dy], { inputs: [, indices, updates] }, needs): (Tensor | null)[] => [
      needs[0] ? tensorScatterNdUpdate(dy!, indices, fillLike(updates, 0)) : null,
      null,
      needs[2] ? gatherNd(dy!, indices) : null,
    ],
    samples: () => [
      {
        inputs: [{ shape: [4] }, { shape: [2, 1], values: [3, 0], dtype: 'int32' }, { shape: [2] }],
        attributes: {},
      },
      {
        inputs: [{ shape: [3, 2] }, { shape: [1, 2, 1], values: [2, 0], dtype: 'int32' }, { shape: [1, 2, 2] }],
        attributes: {},
      },
      {
        inputs: [{ shape: [2, 3] }, { shape: [2, 2], values: [0, 1, 1, 2], dtype: 'int32' }, { shape: [2] }],
        attributes: {},
      },
    ],
  },
  (run) =>
    (tensor: TensorLike, indices: TensorLike, updates: TensorLike): Tensor => {
      const x = convert(tensor, undefined, NAME);
      return run([x, asRows(NAME, indices, x.shape), convertUpdates(updates, x)], {});
    },
);

/** Raw updates take the dtype of the tensor. */
function convertUpdates(updates: TensorLike, x: Tensor): Tensor {
  const raw = typeof updates === 'number' || typeof updates === 'boolean' || Array.isArray(updates);
  return convert(updates, raw ? x.dtype : undefined, NAME);
}
