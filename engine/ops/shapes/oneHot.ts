import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import type { DType } from '../../tensor/dtype';
import { DTypeError, ValueError } from '../../tensor/errors';
import { formatShape, normalizeAxis, sizeOf } from '../../tensor/shape';
import { demandDType, demandHeld } from '../families/options';
import { defineOp } from '../op';
import { oneHotWgsl } from '../wgsl/pick';

export type OneHotAttributes = {
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
  readonly axis: number;
  readonly dtype: DType;
};

export interface OneHotOptions {
  onValue?: number;
  offValue?: number;
  /** Where the new axis stands; the last one where not said. */
  axis?: number;
  dtype?: DType;
}

/** int32 `[…]` → `[…]` with a new axis of size `depth`. An index outside 0 to depth − 1 gives a row of `offValue`. */
export const oneHot = defineOp(
  {
    name: 'oneHot',
    tf: {
      names: ['tf.one_hot'],
      signature: [
        { name: 'indices' },
        { name: 'depth' },
        { name: 'on_value', default: 1 },
        { name: 'off_value', default: 0 },
        { name: 'axis', default: -1 },
        { name: 'dtype', default: 'float32' },
      ],
    },
    doc: 'Rows that are one value at an index and another elsewhere.',
    inputs: ['k'],
    formula: 'y_{ij} = [k_i = j]',
    derivatives: [null],
    elementwise: false,
    infer: ([indices], { depth, onValue, offValue, axis, dtype }: OneHotAttributes) => {
      demandDType('oneHot', dtype);
      demandHeld('oneHot', 'onValue', onValue, dtype);
      demandHeld('oneHot', 'offValue', offValue, dtype);
      if (indices.dtype !== 'int32') {
        throw new DTypeError(`oneHot: expected int32 indices, got ${indices.dtype} ${formatShape(indices.shape)}`);
      }
      if (!Number.isInteger(depth) || depth < 0)
        throw new ValueError(`oneHot: expected a whole depth of 0 or more, got ${depth}`);
      const at = normalizeAxis('oneHot', axis, indices.shape.length + 1);
      return [{ shape: [...indices.shape.slice(0, at), depth, ...indices.shape.slice(at)], dtype }];
    },
    cpu: ([indices]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: OneHotAttributes) => {
      const { depth, onValue, offValue, axis } = attributes;
      y.storage.fill(offValue);
      const at = axis < 0 ? axis + y.shape.length : axis;
      const inner = sizeOf(y.shape.slice(at + 1));
      for (let i = 0; i < indices.size; i++) {
        const index = indices.storage[i];
        if (index < 0 || index >= depth) continue;
        y.storage[(Math.floor(i / inner) * depth + index) * inner + (i % inner)] = onValue;
      }
    },
    wgsl: ([indices], [y], { onValue, offValue, axis }) => oneHotWgsl(indices, y, axis, onValue, offValue),
    gradient: null,
    samples: () => {
      const rest = { onValue: 1, offValue: 0, axis: -1, dtype: 'float32' as DType };
      return [
        { inputs: [{ shape: [], values: [1], dtype: 'int32' }], attributes: { ...rest, depth: 3 } },
        { inputs: [{ shape: [4], values: [0, 2, -1, 3], dtype: 'int32' }], attributes: { ...rest, depth: 3 } },
        {
          inputs: [{ shape: [2, 2], values: [0, 2, 1, 1], dtype: 'int32' }],
          attributes: { ...rest, depth: 3, axis: 1, onValue: 5, offValue: -1 },
        },
      ];
    },
  },
  (run) =>
    (
      indices: TensorLike,
      depth: number,
      { onValue = 1, offValue = 0, axis = -1, dtype = 'float32' }: OneHotOptions = {},
    ) => {
      const raw = typeof indices === 'number' || Array.isArray(indices);
      return run([raw ? convert(indices, 'int32', 'oneHot') : indices], { depth, onValue, offValue, axis, dtype });
    },
);
