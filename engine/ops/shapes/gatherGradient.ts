import type { CpuOperand } from '../../tensor/backend';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { formatShape, sameShape } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { gatherView } from '../families/gatherView';
import { gather } from './gather';
import { defineOp } from '../op';
import { scatterAddWgsl } from '../wgsl/pick';

export type GatherGradientAttributes = {
  readonly axis: number;
  readonly count: number;
  readonly batchDims: number;
};

/**
 * `[…, …i, …]`, indices `[…i]` → `[…, count, …]`: what `gather` picked is added up where it came from.
 * TensorFlow has this inside the gradient of `tf.gather` only, so it has no public name.
 */
export const gatherGradient = defineOp(
  {
    name: 'gatherGradient',
    tf: {
      names: [],
      signature: [{ name: 'values' }, { name: 'indices' }, { name: 'axis' }, { name: 'count' }, { name: 'batch_dims' }],
    },
    doc: 'Adds slices up at the index each was picked from: the gradient of gather.',
    inputs: ['u', 'k'],
    formula: String.raw`y_j = \sum_{i :\, k_i = j} u_i`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_i} = \left(\frac{\partial L}{\partial y}\right)_{\!k_i}`,
      null,
    ],
    derivativeText: (input) => (input === 0 ? '1' : null),
    elementwise: false,
    infer: ([x, indices], attributes: GatherGradientAttributes) => [inferGatherGradient(x, indices, attributes)],
    cpu: ([x, indices]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: GatherGradientAttributes) => {
      const { batch, outer, count, picked, inner } = gatherView(y, indices, attributes);
      y.storage.fill(0);
      for (let block = 0, from = 0; block < batch * outer; block++) {
        const first = Math.floor(block / outer) * picked;
        for (let j = 0; j < picked; j++, from += inner) {
          const index = indices.storage[first + j];
          if (index < 0 || index >= count) continue;
          const to = (block * count + index) * inner;
          for (let i = 0; i < inner; i++) y.storage[to + i] += x.storage[from + i];
        }
      }
    },
    wgsl: ([, indices], [y], attributes, gpu) => scatterAddWgsl(y.dtype, gatherView(y, indices, attributes), gpu),
    gradient: ([dy], { inputs: [, indices], attributes: { axis, batchDims } }): (Tensor | null)[] => [
      gather(dy!, indices, { axis, batchDims }),
      null,
    ],
    samples: () => [
      {
        inputs: [{ shape: [3] }, { shape: [3], values: [3, 0, 3], dtype: 'int32' }],
        attributes: { axis: 0, count: 4, batchDims: 0 },
      },
      {
        inputs: [{ shape: [2, 2, 2, 2] }, { shape: [2, 2], values: [0, 2, 2, 1], dtype: 'int32' }],
        attributes: { axis: 1, count: 3, batchDims: 0 },
      },
      {
        inputs: [{ shape: [2, 2, 2] }, { shape: [2, 2], values: [0, 2, 1, 1], dtype: 'int32' }],
        attributes: { axis: 1, count: 3, batchDims: 1 },
      },
    ],
  },
  (run) =>
    (values: Tensor, indices: Tensor, axis: number, count: number, batchDims = 0): Tensor =>
      run([values, indices], { axis, count, batchDims }),
);

function inferGatherGradient(
  x: TensorSpec,
  indices: TensorSpec,
  { axis, count, batchDims }: GatherGradientAttributes,
): TensorSpec {
  if (indices.dtype !== 'int32' || x.dtype === 'bool') {
    throw new DTypeError(`gatherGradient: expected numbers and int32 indices, got ${x.dtype} and ${indices.dtype}`);
  }
  const end = axis + indices.shape.length - batchDims;
  const own = [...x.shape.slice(0, batchDims), ...x.shape.slice(axis, end)];
  if (!Number.isInteger(axis) || axis < batchDims || !sameShape(own, indices.shape)) {
    throw new ShapeError(
      `gatherGradient: expected the shape of the indices at axis ${axis}, got ${formatShape(x.shape)} and ${formatShape(indices.shape)}`,
    );
  }
  return { shape: [...x.shape.slice(0, axis), count, ...x.shape.slice(end)], dtype: x.dtype };
}
