import type { CpuOperand } from '../../../tensor/backend';
import { convert, type TensorLike } from '../../../tensor/convert';
import { isFloat } from '../../../tensor/dtype';
import { DTypeError, ShapeError } from '../../../tensor/errors';
import { formatShape } from '../../../tensor/shape';
import type { Tensor, TensorSpec } from '../../../tensor/tensor';
import { defineOp } from '../../op';
import { depthwiseWgsl } from '../../wgsl/depthwise';
import type { ConvOptions } from './conv2d';
import { depthwiseBackpropFilter } from './depthwiseBackpropFilter';
import { depthwiseBackpropInput } from './depthwiseBackpropInput';
import {
  checkDataFormat,
  checkPadding,
  eachTap,
  heightAndWidth,
  outputShape,
  type Padding,
  type PerAxis,
  slide,
  type Sliding,
  type SlidingAttributes,
} from './window';

/**
 * input `[n, h, w, c]`, filter `[kh, kw, c, m]` → `[n, h', w', c · m]`: every channel has `m` filters of its own. Floats
 * of one dtype. Throws for other ranks, depths that differ and windows larger than the padded image.
 */
export const depthwiseConv2d = defineOp(
  {
    name: 'depthwiseConv2d',
    tf: {
      names: ['tf.nn.depthwise_conv2d'],
      signature: [
        { name: 'input' },
        { name: 'filter' },
        { name: 'strides' },
        { name: 'padding' },
        { name: 'data_format', default: null },
        { name: 'dilations', default: null },
      ],
    },
    doc: 'Slides filters over each channel of images by itself.',
    inputs: ['x', 'w'],
    formula: String.raw`y_{ij,\,cm} = \sum_{a, b} x_{i+a,\, j+b,\, c}\; w_{abcm}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial x_{ijc}} = \sum_{a, b, m} \frac{\partial L}{\partial y_{i-a,\, j-b,\, cm}}\; w_{abcm}`,
      String.raw`\frac{\partial L}{\partial w_{abcm}} = \sum_{i, j} x_{i+a,\, j+b,\, c}\, \frac{\partial L}{\partial y_{ij,\,cm}}`,
    ],
    elementwise: false,
    infer: ([x, w], attributes: SlidingAttributes) => [
      { shape: outputShape(depthwiseWindow('depthwiseConv2d', x, w, attributes)), dtype: x.dtype },
    ],
    cpu: ([x, w]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: SlidingAttributes) => {
      const window = depthwiseWindow('depthwiseConv2d', x, w, attributes);
      const [image, filter, out] = [x.storage, w.storage, y.storage];
      const { inChannels, outChannels } = window;
      const each = outChannels / inChannels;
      out.fill(0);
      eachTap(window, (o, i, k) => {
        let to = o * outChannels;
        let tap = k * outChannels;
        for (let from = i * inChannels; from < (i + 1) * inChannels; from++) {
          for (let m = 0; m < each; m++) out[to++] += image[from] * filter[tap++];
        }
      });
    },
    wgsl: ([x, w], _, attributes) => depthwiseWgsl(depthwiseWindow('depthwiseConv2d', x, w, attributes), 'forward'),
    gradient: ([dy], { inputs: [x, w], attributes }, needs): (Tensor | null)[] => [
      needs[0] ? depthwiseBackpropInput(x.shape, w, dy!, attributes) : null,
      needs[1] ? depthwiseBackpropFilter(x, w.shape, dy!, attributes) : null,
    ],
    samples: () =>
      depthwiseSamples().map(({ x, w, attributes }) => ({ inputs: [{ shape: x }, { shape: w }], attributes })),
  },
  (run) =>
    (
      input: TensorLike,
      filter: TensorLike,
      strides: PerAxis,
      padding: Padding,
      { dataFormat = 'NHWC', dilations = null }: ConvOptions = {},
    ): Tensor => {
      checkDataFormat('depthwiseConv2d', dataFormat);
      const x = convert(input, undefined, 'depthwiseConv2d');
      return run([x, convert(filter, x.dtype, 'depthwiseConv2d')], {
        strides: heightAndWidth('depthwiseConv2d', 'strides', strides),
        padding: checkPadding('depthwiseConv2d', padding),
        dilations: heightAndWidth('depthwiseConv2d', 'dilations', dilations ?? 1),
      });
    },
);

/** The window of a depthwise convolution of these; throws what is wrong with them. */
export function depthwiseWindow(op: string, x: TensorSpec, w: TensorSpec, attributes: SlidingAttributes): Sliding {
  const operands = `${formatShape(x.shape)} by ${formatShape(w.shape)}`;
  if (!isFloat(x.dtype) || x.dtype !== w.dtype) {
    throw new DTypeError(`${op}: expected two floats of one dtype, got ${x.dtype} and ${w.dtype} (${operands})`);
  }
  if (x.shape.length !== 4 || w.shape.length !== 4) {
    throw new ShapeError(
      `${op}: expected images [batch, height, width, channels] and filters [height, width, channels, multiplier], got ${operands}`,
    );
  }
  if (x.shape[3] !== w.shape[2]) {
    throw new ShapeError(
      `${op}: input and filter must have the same depth: ${x.shape[3]} vs ${w.shape[2]} (${operands})`,
    );
  }
  return slide(op, x.shape, w.shape, w.shape[2] * w.shape[3], attributes);
}

/** One filter a channel and several, strides, paddings, dilation. */
export function depthwiseSamples() {
  const of = (x: number[], w: number[], strides: number[], padding: Padding, dilations = [1, 1]) => ({
    x,
    w,
    attributes: { strides, padding, dilations },
  });
  return [
    of([1, 3, 3, 2], [2, 2, 2, 1], [1, 1], 'VALID'),
    of([2, 4, 3, 2], [3, 2, 2, 3], [1, 1], 'SAME'),
    of([1, 5, 4, 1], [2, 3, 1, 2], [2, 2], 'SAME'),
    of([1, 5, 5, 4], [2, 2, 4, 1], [1, 1], 'VALID', [3, 2]),
  ];
}
