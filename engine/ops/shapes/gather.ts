import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import { DTypeError, ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, normalizeAxis, sameShape } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { gatherView } from '../families/gatherView';
import { gatherGradient } from './gatherGradient';
import { gatherWgsl } from '../wgsl/pick';
import { defineOp } from '../op';

export type GatherAttributes = { readonly axis: number; readonly batchDims: number };

export interface GatherOptions {
  /** TensorFlow keeps the name, and no longer asks. */
  validateIndices?: boolean | null;
  /** The first axis after the batch where not said. */
  axis?: number | null;
  /** How many leading axes `params` and `indices` have in common: each batch is picked from on its own. */
  batchDims?: number;
}

/**
 * params `[…, n, …]`, indices int32 `[…i]` → `[…, …i, …]`: the slices along `axis` that the indices
 * name; with `batchDims` the indices start with the same axes as params, and they stand once. Indices given as plain numbers are checked here; one in a tensor that is out of range gives
 * 0, as TensorFlow does on a GPU.
 */
export const gather = defineOp(
  {
    name: 'gather',
    tf: {
      names: ['tf.gather'],
      signature: [
        { name: 'params' },
        { name: 'indices' },
        { name: 'validate_indices', default: null },
        { name: 'axis', default: null },
        { name: 'batch_dims', default: 0 },
      ],
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
    infer: ([x, indices], attributes: GatherAttributes) => [inferGather(x, indices, attributes)],
    cpu: ([x, indices]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: GatherAttributes) => {
      const { batch, outer, count, picked, inner } = gatherView(x, indices, attributes);
      for (let block = 0, to = 0; block < batch * outer; block++) {
        const first = Math.floor(block / outer) * picked;
        for (let j = 0; j < picked; j++, to += inner) {
          const index = indices.storage[first + j];
          if (index < 0 || index >= count) {
            y.storage.fill(0, to, to + inner);
            continue;
          }
          const from = (block * count + index) * inner;
          for (let i = 0; i < inner; i++) y.storage[to + i] = x.storage[from + i];
        }
      }
    },
    wgsl: ([x, indices], _, attributes) => gatherWgsl(x.dtype, gatherView(x, indices, attributes)),
    gradient: ([dy], { inputs: [x, indices], attributes: { axis, batchDims } }): (Tensor | null)[] => {
      const at = axis < 0 ? axis + x.rank : axis;
      return [gatherGradient(dy!, indices, at, x.shape[at], batchDims), null];
    },
    samples: () => [
      {
        inputs: [{ shape: [4] }, { shape: [3], values: [3, 0, 3], dtype: 'int32' }],
        attributes: { axis: 0, batchDims: 0 },
      },
      {
        inputs: [{ shape: [3, 2] }, { shape: [], values: [1], dtype: 'int32' }],
        attributes: { axis: 0, batchDims: 0 },
      },
      {
        inputs: [{ shape: [2, 3, 2] }, { shape: [2, 2], values: [0, 2, 2, 1], dtype: 'int32' }],
        attributes: { axis: 1, batchDims: 0 },
      },
      {
        inputs: [{ shape: [2, 3] }, { shape: [2], values: [2, 0], dtype: 'int32' }],
        attributes: { axis: -1, batchDims: 0 },
      },
      {
        inputs: [{ shape: [2, 3] }, { shape: [2, 2], values: [2, 0, 1, 1], dtype: 'int32' }],
        attributes: { axis: 1, batchDims: 1 },
      },
      {
        inputs: [{ shape: [2, 2, 3, 2] }, { shape: [2, 1], values: [2, 0], dtype: 'int32' }],
        attributes: { axis: 2, batchDims: 1 },
      },
      {
        inputs: [{ shape: [2, 3] }, { shape: [2], values: [2, 1], dtype: 'int32' }],
        attributes: { axis: -1, batchDims: 1 },
      },
    ],
  },
  (run) =>
    (params: TensorLike, indices: TensorLike, { axis = null, batchDims = 0 }: GatherOptions = {}) => {
      const x = convert(params, undefined, 'gather');
      const places = convert(indices, isPlain(indices) ? 'int32' : undefined, 'gather');
      const batch = batchDims < 0 ? batchDims + places.rank : batchDims;
      const attributes = { axis: axis ?? batch, batchDims: batch };
      if (isPlain(indices)) demandInside(indices, x, inferAxis(x, places, attributes));
      return run([x, places], attributes);
    },
);

function isPlain(indices: TensorLike): indices is number | readonly never[] {
  return typeof indices === 'number' || Array.isArray(indices);
}

/** Plain numbers are checked while they can still be read. */
function demandInside(indices: number | readonly unknown[], { shape }: Tensor, axis: number): void {
  const wrong = [indices].flat(Infinity).find((one) => !(Number(one) >= 0 && Number(one) < shape[axis]));
  if (wrong === undefined) return;
  throw new ValueError(`gather: index ${String(wrong)} is out of range for axis ${axis} of ${formatShape(shape)}`);
}

/** The axis, not negative. Throws for one that is not there or inside the batch, and for a batch that differs. */
function inferAxis(x: TensorSpec, indices: TensorSpec, { axis, batchDims }: GatherAttributes): number {
  if (!Number.isInteger(batchDims) || batchDims < 0 || batchDims > indices.shape.length) {
    throw new ValueError(`gather: batchDims ${batchDims} is more than the indices ${formatShape(indices.shape)} have`);
  }
  const at = normalizeAxis('gather', axis, x.shape.length);
  if (at < batchDims) throw new ValueError(`gather: axis ${axis} lies inside the first ${batchDims}, the batch`);
  if (!sameShape(x.shape.slice(0, batchDims), indices.shape.slice(0, batchDims))) {
    const [own, other] = [x.shape, indices.shape].map(formatShape);
    throw new ShapeError(`gather: the first ${batchDims} axes differ: params ${own} and indices ${other}`);
  }
  return at;
}

function inferGather(x: TensorSpec, indices: TensorSpec, attributes: GatherAttributes): TensorSpec {
  if (indices.dtype !== 'int32') {
    throw new DTypeError(`gather: expected int32 indices, got ${indices.dtype} ${formatShape(indices.shape)}`);
  }
  const at = inferAxis(x, indices, attributes);
  const shape = [...x.shape.slice(0, at), ...indices.shape.slice(attributes.batchDims), ...x.shape.slice(at + 1)];
  return { shape, dtype: x.dtype };
}
