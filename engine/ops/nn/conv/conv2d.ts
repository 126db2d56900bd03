import type { CpuOperand } from '../../../tensor/backend';
import { convert, type TensorLike } from '../../../tensor/convert';
import { isFloat } from '../../../tensor/dtype';
import { DTypeError, ShapeError } from '../../../tensor/errors';
import { formatShape } from '../../../tensor/shape';
import type { Tensor, TensorSpec } from '../../../tensor/tensor';
import { defineOp } from '../../op';
import { convWgsl } from '../../wgsl/conv';
import { concat } from '../../shapes/concat';
import { split } from '../../shapes/split';
import { convolve } from './columns';
import { conv2dBackpropFilter } from './conv2dBackpropFilter';
import { conv2dBackpropInput } from './conv2dBackpropInput';
import {
  checkDataFormat,
  checkPadding,
  type DataFormat,
  heightAndWidth,
  outputShape,
  type Padding,
  type PerAxis,
  slide,
  type Sliding,
  type SlidingAttributes,
} from './window';

export interface ConvOptions {
  dataFormat?: DataFormat;
  /** Steps between the taps of the filter; 1 where they are neighbours. */
  dilations?: PerAxis | null;
}

/**
 * input `[n, h, w, c]`, filters `[kh, kw, c, f]` → `[n, h', w', f]`: what TensorFlow calls a convolution, which does not
 * turn the filter round. Floats of one dtype. `c` may be a multiple of the filters' depth: groups of channels then
 * have filters of their own. Throws for other ranks, depths that don't fit and windows larger than the padded image.
 */
export const conv2d = defineOp(
  {
    name: 'conv2d',
    tf: {
      names: ['tf.nn.conv2d'],
      signature: [
        { name: 'input' },
        { name: 'filters' },
        { name: 'strides' },
        { name: 'padding' },
        { name: 'data_format', default: 'NHWC' },
        { name: 'dilations', default: null },
      ],
    },
    doc: 'Slides filters over images: each output is a filter times what lies under it, added up.',
    inputs: ['x', 'w'],
    formula: String.raw`y_{ijf} = \sum_{a, b, c} x_{i+a,\, j+b,\, c}\; w_{abcf}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial x_{ijc}} = \sum_{a, b, f} \frac{\partial L}{\partial y_{i-a,\, j-b,\, f}}\; w_{abcf}`,
      String.raw`\frac{\partial L}{\partial w_{abcf}} = \sum_{i, j} x_{i+a,\, j+b,\, c}\, \frac{\partial L}{\partial y_{ijf}}`,
    ],
    elementwise: false,
    infer: ([x, w], attributes: SlidingAttributes) => [
      { shape: outputShape(convWindow('conv2d', x, w, attributes)), dtype: x.dtype },
    ],
    cpu: ([x, w]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: SlidingAttributes) =>
      convolve(x.storage, w.storage, y.storage, x.dtype, convWindow('conv2d', x, w, attributes)),
    wgsl: ([x, w], _, attributes) => convWgsl(convWindow('conv2d', x, w, attributes), 'forward'),
    gradient: ([dy], { inputs: [x, w], attributes }, needs): (Tensor | null)[] => [
      needs[0] ? conv2dBackpropInput(x.shape, w, dy!, attributes) : null,
      needs[1] ? conv2dBackpropFilter(x, w.shape, dy!, attributes) : null,
    ],
    samples: () => convSamples().map(({ x, w, attributes }) => ({ inputs: [{ shape: x }, { shape: w }], attributes })),
  },
  (run) =>
    (
      input: TensorLike,
      filters: TensorLike,
      strides: PerAxis,
      padding: Padding,
      { dataFormat = 'NHWC', dilations = null }: ConvOptions = {},
    ): Tensor => {
      checkDataFormat('conv2d', dataFormat);
      const attributes = {
        strides: heightAndWidth('conv2d', 'strides', strides),
        padding: checkPadding('conv2d', padding),
        dilations: heightAndWidth('conv2d', 'dilations', dilations ?? 1),
      };
      const x = convert(input, undefined, 'conv2d');
      const w = convert(filters, x.dtype, 'conv2d');
      const groups = groupsOf(x, w);
      if (groups === 1) return run([x, w], attributes);
      const filtersOfGroup = split(w, groups, { axis: 3 });
      const parts = split(x, groups, { axis: 3 }).map((part, i) => run([part, filtersOfGroup[i]], attributes));
      return concat(parts, 3);
    },
);

/** How often the filters' depth goes into the image's, where both it and the number of filters can be shared out so. */
function groupsOf(x: Tensor, w: Tensor): number {
  if (x.rank !== 4 || w.rank !== 4 || w.shape[2] === 0) return 1;
  const groups = x.shape[3] / w.shape[2];
  return Number.isInteger(groups) && groups > 0 && w.shape[3] % groups === 0 ? groups : 1;
}

/** The window of a convolution of these; throws what is wrong with them. */
export function convWindow(op: string, x: TensorSpec, w: TensorSpec, attributes: SlidingAttributes): Sliding {
  const operands = `${formatShape(x.shape)} by ${formatShape(w.shape)}`;
  if (!isFloat(x.dtype) || x.dtype !== w.dtype) {
    throw new DTypeError(`${op}: expected two floats of one dtype, got ${x.dtype} and ${w.dtype} (${operands})`);
  }
  if (x.shape.length !== 4 || w.shape.length !== 4) {
    throw new ShapeError(
      `${op}: expected images [batch, height, width, channels] and filters [height, width, channels, filters], got ${operands}`,
    );
  }
  if (x.shape[3] !== w.shape[2]) {
    throw new ShapeError(
      `${op}: input depth must be evenly divisible by filter depth: ${x.shape[3]} vs ${w.shape[2]} (${operands})`,
    );
  }
  return slide(op, x.shape, w.shape, w.shape[3], attributes);
}

/** Every kind of window: strides, padding odd at the end, dilation, channels in fours and not, a window of one tap. */
export function convSamples() {
  const of = (x: number[], w: number[], strides: number[], padding: Padding, dilations = [1, 1]) => ({
    x,
    w,
    attributes: { strides, padding, dilations },
  });
  return [
    of([1, 3, 3, 1], [2, 2, 1, 1], [1, 1], 'VALID'),
    of([2, 4, 3, 2], [3, 2, 2, 3], [1, 1], 'SAME'),
    of([1, 5, 4, 1], [2, 3, 1, 2], [2, 3], 'SAME'),
    of([1, 5, 6, 1], [2, 2, 1, 4], [1, 2], 'VALID', [3, 2]),
    of([1, 4, 5, 4], [2, 2, 4, 4], [2, 1], 'SAME', [1, 2]),
    of([2, 2, 2, 3], [1, 1, 3, 2], [1, 1], 'SAME'),
    of(
      [1, 3, 4, 1],
      [2, 2, 1, 1],
      [1, 1],
      [
        [0, 0],
        [2, 0],
        [0, 1],
        [0, 0],
      ],
    ),
  ];
}
