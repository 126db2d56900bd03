import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import { DTypeError, ValueError } from '../../tensor/errors';
import { formatShape, normalizeAxis, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import type { AxisAttributes } from '../families/alongAxis';
import { gatherGradient } from './gatherGradient';
import { gatherWgsl } from '../wgsl/pick';
import { defineOp } from '../op';

/**
 * params `[…, n, …]`, indices int32 `[…i]` → `[…, …i, …]`: the slices along `axis` that the indices
 * name. Indices given as plain numbers are checked here; one in a tensor that is out of range gives
 * 0, as TensorFlow does on a GPU.
 */
export const gather = defineOp(
  {
    name: 'gather',
    tf: {
      names: ['tf.gather'],
      signature: [{ name: 'params' }, { name: 'indices' }, { name: 'axis', default: 0 }],
    },
    doc: 'Picks slices along an axis by their index.',
    inputs: ['u', 'k'],
    formula: String.raw`y_i = u_{k_i}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_j} = \sum_{i :\, k_i = j} \frac{\partial L}{\partial y_i}`,
      null,
    ],
    derivativeText: (input) => (input === 0 ? '1' : null),
    elementwise: false,
    infer: ([x, indices], { axis }: AxisAttributes) => {
      if (indices.dtype !== 'int32') {
        throw new DTypeError(`gather: expected int32 indices, got ${indices.dtype} ${formatShape(indices.shape)}`);
      }
      const at = normalizeAxis('gather', axis, x.shape.length);
      return [{ shape: [...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)], dtype: x.dtype }];
    },
    cpu: ([x, indices]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis }: AxisAttributes) => {
      const at = axis < 0 ? axis + x.shape.length : axis;
      const inner = sizeOf(x.shape.slice(at + 1));
      const outer = sizeOf(x.shape.slice(0, at));
      const count = x.shape[at];
      for (let o = 0, to = 0; o < outer; o++) {
        for (let j = 0; j < indices.size; j++, to += inner) {
          const index = indices.storage[j];
          if (index < 0 || index >= count) {
            y.storage.fill(0, to, to + inner);
            continue;
          }
          const from = (o * count + index) * inner;
          for (let i = 0; i < inner; i++) y.storage[to + i] = x.storage[from + i];
        }
      }
    },
    wgsl: ([x, indices], [y], { axis }) => gatherWgsl(x, indices, y, axis < 0 ? axis + x.shape.length : axis),
    gradient: ([dy], { inputs: [x, indices], attributes: { axis } }): (Tensor | null)[] => {
      const at = axis < 0 ? axis + x.rank : axis;
      return [gatherGradient(dy!, indices, at, x.shape[at]), null];
    },
    samples: () => [
      { inputs: [{ shape: [4] }, { shape: [3], values: [3, 0, 3], dtype: 'int32' }], attributes: { axis: 0 } },
      { inputs: [{ shape: [3, 2] }, { shape: [], values: [1], dtype: 'int32' }], attributes: { axis: 0 } },
      {
        inputs: [{ shape: [2, 3, 2] }, { shape: [2, 2], values: [0, 2, 2, 1], dtype: 'int32' }],
        attributes: { axis: 1 },
      },
      { inputs: [{ shape: [2, 3] }, { shape: [2], values: [2, 0], dtype: 'int32' }], attributes: { axis: -1 } },
    ],
  },
  (run) =>
    (params: TensorLike, indices: TensorLike, { axis = 0 }: { axis?: number } = {}) => {
      const x = convert(params, undefined, 'gather');
      return run([x, asIndices(indices, x, axis)], { axis });
    },
);

/** Plain numbers become int32, and are checked while they can still be read. */
function asIndices(indices: TensorLike, x: Tensor, axis: number): TensorLike {
  if (typeof indices !== 'number' && !Array.isArray(indices)) return indices;
  const count = x.shape[normalizeAxis('gather', axis, x.rank)];
  const wrong = [indices].flat(Infinity).find((one) => !(Number(one) >= 0 && Number(one) < count));
  if (wrong !== undefined) {
    throw new ValueError(`gather: index ${String(wrong)} is out of range for axis ${axis} of ${formatShape(x.shape)}`);
  }
  return convert(indices, 'int32', 'gather');
}
