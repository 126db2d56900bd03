import type { CpuOperand } from '../../tensor/backend';
import { convert, fromData, type TensorLike } from '../../tensor/convert';
import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, sameShape, type Shape, sizeOf, stridesOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineOp } from '../op';
import { gatherNdWgsl } from '../wgsl/scatter';
import { broadcastTo } from './broadcastTo';
import { concat } from './concat';
import { asRows, eachRow, slicesShape } from './rows';
import { scatterNd } from './scatterNd';

/**
 * params `[…]`, indices int32 `[…rows, depth]` → `[…rows, …slice]`: each row names a place along the
 * first `depth` axes. With `batchDims`, params and indices start with the same axes, and rows name
 * places inside their batch. Plain indices that are out of range throw; in a tensor they give 0.
 */
export const gatherNd = defineOp(
  {
    name: 'gatherNd',
    tf: {
      names: ['tf.gather_nd'],
      signature: [{ name: 'params' }, { name: 'indices' }, { name: 'batch_dims', default: 0 }],
    },
    doc: 'Picks slices by rows of coordinates.',
    inputs: ['u', 'k'],
    formula: String.raw`y_i = u_{k_{i,0}, k_{i,1}, \dots}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_j} = \sum_{i :\, k_i = j} \frac{\partial L}{\partial y_i}`,
      null,
    ],
    derivativeText: (input) => (input === 0 ? '1' : null),
    elementwise: false,
    infer: ([x, indices]) => [{ shape: slicesShape('gatherNd', indices, x.shape), dtype: x.dtype }],
    cpu: ([x, indices]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      const inner = sizeOf(x.shape.slice(indices.shape[indices.shape.length - 1]));
      y.storage.fill(0);
      eachRow(indices, x.shape, (row, slice) => {
        for (let i = 0; i < inner; i++) y.storage[row * inner + i] = x.storage[slice * inner + i];
      });
    },
    wgsl: ([x, indices], [y]) => gatherNdWgsl(x, indices, y),
    gradient: ([dy], { inputs: [x, indices] }): (Tensor | null)[] => [scatterNd(indices, dy!, x.shape), null],
    samples: () => [
      { inputs: [{ shape: [4] }, { shape: [3, 1], values: [3, 0, 3], dtype: 'int32' }], attributes: {} },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 2], values: [0, 1, 1, 2], dtype: 'int32' }], attributes: {} },
      { inputs: [{ shape: [2, 3, 2] }, { shape: [2, 2], values: [1, 2, 0, 0], dtype: 'int32' }], attributes: {} },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 1, 1], values: [1, 1], dtype: 'int32' }], attributes: {} },
      { inputs: [{ shape: [2, 2] }, { shape: [3, 0], values: [], dtype: 'int32' }], attributes: {} },
    ],
  },
  (run) =>
    (params: TensorLike, indices: TensorLike, { batchDims = 0 }: { batchDims?: number } = {}) => {
      const x = convert(params, undefined, 'gatherNd');
      if (!Number.isInteger(batchDims) || batchDims < 0 || batchDims > x.rank) {
        throw new ValueError(`gatherNd: expected batchDims from 0 to ${x.rank}, got ${batchDims}`);
      }
      const rows = asRows('gatherNd', indices, x.shape.slice(batchDims));
      return run([x, batchDims === 0 ? rows : withBatch(rows, x.shape, batchDims)], {});
    },
);

/** Rows that name their batch too: its coordinates are put before the others. */
function withBatch(rows: Tensor, shape: Shape, batchDims: number): Tensor {
  const batch = shape.slice(0, batchDims);
  if (rows.rank <= batchDims || !sameShape(rows.shape.slice(0, batchDims), batch)) {
    const [own, other] = [shape, rows.shape].map(formatShape);
    throw new ShapeError(`gatherNd: the first ${batchDims} axes differ: params ${own} and indices ${other}`);
  }
  const strides = stridesOf(batch);
  const coordinates = Int32Array.from({ length: sizeOf(batch) * batchDims }, (_, i) => {
    const axis = i % batchDims;
    return Math.floor(Math.floor(i / batchDims) / strides[axis]) % batch[axis];
  });
  const inner = rows.shape.slice(batchDims, -1);
  const own = fromData(coordinates, [...batch, ...inner.map(() => 1), batchDims], 'int32');
  return concat([broadcastTo(own, [...batch, ...inner, batchDims]), rows], -1);
}
