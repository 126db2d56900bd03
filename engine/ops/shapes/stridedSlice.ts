import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { stridesOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { copyStrided } from '../families/strided';
import { defineOp, type Parameter } from '../op';
import { stridedWgsl } from '../wgsl/move';
import { cutOf, readAs, type StridedSliceAttributes } from './stridedCut';
import { stridedSliceGradient } from './stridedSliceGradient';

export interface StridedSliceOptions {
  strides?: readonly number[] | null;
  beginMask?: number;
  endMask?: number;
  ellipsisMask?: number;
  newAxisMask?: number;
  shrinkAxisMask?: number;
}

const MASKS: readonly Parameter[] = ['begin', 'end', 'ellipsis', 'new_axis', 'shrink_axis'].map((one) => ({
  name: `${one}_mask`,
  default: 0,
}));

/**
 * What Python's `x[begin:end:stride, …]` means: every element from `begin` on that comes before
 * `end`, a stride apart, along each axis; negative places count from the end, a negative stride goes
 * backwards. Bit i of a mask says of entry i: begin or end is open, it stands for all axes that are
 * not named (`...`), it is a new axis of size 1 (`tf.newaxis`), or it is one place, whose axis goes
 * away. Throws for a place outside, a stride of 0, more entries than axes, and two ellipses.
 */
export const stridedSlice = defineOp(
  {
    name: 'stridedSlice',
    tf: {
      names: ['tf.strided_slice'],
      signature: [{ name: 'input_' }, { name: 'begin' }, { name: 'end' }, { name: 'strides', default: null }, ...MASKS],
    },
    doc: 'Cuts evenly spaced elements out of a tensor, as Python’s indexing does.',
    inputs: ['u'],
    formula: String.raw`y_i = u_{\mathrm{begin} + i \cdot \mathrm{stride}}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_{\mathrm{begin} + i \cdot \mathrm{stride}}} = \frac{\partial L}{\partial y_i}`,
    ],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], attributes: StridedSliceAttributes) => [
      { shape: cutOf('stridedSlice', x.shape, attributes).shape, dtype: x.dtype },
    ],
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: StridedSliceAttributes) => {
      const cut = cutOf('stridedSlice', x.shape, attributes);
      copyStrided(x.storage, readAs(x.shape, cut), y.storage, { start: 0, strides: stridesOf(cut.counts) }, cut.counts);
    },
    wgsl: ([x], _, attributes) => {
      const cut = cutOf('stridedSlice', x.shape, attributes);
      const { start, strides } = readAs(x.shape, cut);
      return stridedWgsl(x.dtype, cut.counts, strides, start);
    },
    gradient: ([dy], { inputs: [x], attributes }): Tensor[] => [stridedSliceGradient(dy!, x.shape, attributes)],
    samples: () => [
      { inputs: [{ shape: [7] }], attributes: entries([1], [6], [2]) },
      { inputs: [{ shape: [7] }], attributes: entries([-1], [0], [-2]) },
      { inputs: [{ shape: [5] }], attributes: entries([0], [0], [-1], { beginMask: 1, endMask: 1 }) },
      { inputs: [{ shape: [3, 4] }], attributes: entries([1], [3], [1]) },
      { inputs: [{ shape: [3, 4] }], attributes: entries([-1, 0], [0, 4], [1, 3], { shrinkAxisMask: 1 }) },
      {
        inputs: [{ shape: [2, 3, 4] }],
        attributes: entries([0, 0, 1, 0], [0, 0, 2, 0], [1, 1, 1, -2], {
          ellipsisMask: 1,
          newAxisMask: 2,
          shrinkAxisMask: 4,
          beginMask: 8,
          endMask: 8,
        }),
      },
      { inputs: [{ shape: [2, 3] }], attributes: entries([1, 2], [2, 3], [1, 1], { shrinkAxisMask: 3 }) },
      { inputs: [{ shape: [] }], attributes: entries([0], [0], [1], { newAxisMask: 1 }) },
    ],
  },
  (run) =>
    (input: TensorLike, begin: readonly number[], end: readonly number[], options: StridedSliceOptions = {}) =>
      run([input], entries(begin, end, options.strides ?? begin.map(() => 1), options)),
);

function entries(
  begin: readonly number[],
  end: readonly number[],
  strides: readonly number[],
  { beginMask = 0, endMask = 0, ellipsisMask = 0, newAxisMask = 0, shrinkAxisMask = 0 }: StridedSliceOptions = {},
): StridedSliceAttributes {
  return { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask };
}
