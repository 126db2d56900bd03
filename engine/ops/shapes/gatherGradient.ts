import type { CpuOperand } from '../../tensor/backend';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { formatShape, sameShape, sizeOf } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { gather } from './gather';
import { defineOp } from '../op';
import { scatterAddWgsl } from '../wgsl/pick';

export type GatherGradientAttributes = { readonly axis: number; readonly count: number };

/**
 * `[…, …i, …]`, indices `[…i]` → `[…, count, …]`: what `gather` picked is added up where it came from.
 * TensorFlow has this inside the gradient of `tf.gather` only, so it has no public name.
 */
export const gatherGradient = defineOp(
  {
    name: 'gatherGradient',
    tf: { names: [], signature: [{ name: 'values' }, { name: 'indices' }, { name: 'axis' }, { name: 'count' }] },
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
      const { axis, count } = attributes;
      const inner = sizeOf(y.shape.slice(axis + 1));
      const outer = sizeOf(y.shape.slice(0, axis));
      y.storage.fill(0);
      for (let o = 0, from = 0; o < outer; o++) {
        for (let j = 0; j < indices.size; j++, from += inner) {
          const index = indices.storage[j];
          if (index < 0 || index >= count) continue;
          const to = (o * count + index) * inner;
          for (let i = 0; i < inner; i++) y.storage[to + i] += x.storage[from + i];
        }
      }
    },
    wgsl: ([x, indices], [y], { axis }) => scatterAddWgsl(x, indices, y, axis),
    gradient: ([dy], { inputs: [, indices], attributes: { axis } }): (Tensor | null)[] => [
      gather(dy!, indices, { axis }),
      null,
    ],
    samples: () => [
      {
        inputs: [{ shape: [3] }, { shape: [3], values: [3, 0, 3], dtype: 'int32' }],
        attributes: { axis: 0, count: 4 },
      },
      {
        inputs: [{ shape: [2, 2, 2, 2] }, { shape: [2, 2], values: [0, 2, 2, 1], dtype: 'int32' }],
        attributes: { axis: 1, count: 3 },
      },
    ],
  },
  (run) =>
    (values: Tensor, indices: Tensor, axis: number, count: number): Tensor =>
      run([values, indices], { axis, count }),
);

function inferGatherGradient(
  x: TensorSpec,
  indices: TensorSpec,
  { axis, count }: GatherGradientAttributes,
): TensorSpec {
  if (indices.dtype !== 'int32' || x.dtype === 'bool') {
    throw new DTypeError(`gatherGradient: expected numbers and int32 indices, got ${x.dtype} and ${indices.dtype}`);
  }
  const end = axis + indices.shape.length;
  if (!Number.isInteger(axis) || axis < 0 || !sameShape(x.shape.slice(axis, end), indices.shape)) {
    throw new ShapeError(
      `gatherGradient: expected the shape of the indices at axis ${axis}, got ${formatShape(x.shape)} and ${formatShape(indices.shape)}`,
    );
  }
  return { shape: [...x.shape.slice(0, axis), count, ...x.shape.slice(end)], dtype: x.dtype };
}
