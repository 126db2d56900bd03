import type { CpuOperand } from '../../tensor/backend';
import { type DType } from '../../tensor/dtype';
import { ShapeError } from '../../tensor/errors';
import { formatShape, type Shape } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { demandDType, demandHeld } from '../families/options';
import { defineOp } from '../op';
import { generateWgsl, wordOf } from '../wgsl/move';
import { wgslType } from '../wgsl/thread';

type FillAttributes = { readonly shape: Shape; readonly value: number; readonly dtype: DType };

/** A kernel rather than an upload: a large block of zeros need not travel to where tensors live. */
export const fill = defineOp(
  {
    name: 'fill',
    tf: { names: ['tf.fill'], signature: [{ name: 'dims' }, { name: 'value' }, { name: 'dtype', default: 'float32' }] },
    doc: 'A tensor of the given shape with one number everywhere.',
    inputs: [],
    formula: 'y_i = c',
    derivatives: [],
    elementwise: false,
    infer: (_, { shape, value, dtype }: FillAttributes) => {
      if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) {
        throw new ShapeError(`fill: expected whole sizes of 0 or more, got ${formatShape([shape].flat())}`);
      }
      demandDType('fill', dtype);
      demandHeld('fill', 'a value', value, dtype);
      return [{ shape, dtype }];
    },
    cpu: (_: readonly CpuOperand[], [y]: readonly CpuOperand[], { value }: FillAttributes) => {
      y.storage.fill(value);
    },
    wgsl: (_, [y], { value }) =>
      generateWgsl('fill', y, 'value', [['value', wordOf(value, y.dtype), wgslType(y.dtype)]]),
    gradient: null,
    samples: () => [
      { inputs: [], attributes: { shape: [2, 3] as Shape, value: 1.5, dtype: 'float32' as DType } },
      { inputs: [], attributes: { shape: [] as Shape, value: -3, dtype: 'int32' as DType } },
      { inputs: [], attributes: { shape: [70] as Shape, value: 1, dtype: 'bool' as DType } },
    ],
  },
  (run) =>
    (shape: Shape, value: number | boolean, { dtype }: { dtype?: DType } = {}) =>
      run([], { shape, value: Number(value), dtype: dtype ?? (typeof value === 'boolean' ? 'bool' : 'float32') }),
);

/** One number in the shape and dtype of `x`. */
export function fillLike(x: TensorSpec, value: number): Tensor {
  return fill(x.shape, value, { dtype: x.dtype });
}
