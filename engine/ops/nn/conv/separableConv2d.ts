import type { TensorLike } from '../../../tensor/convert';
import type { Tensor } from '../../../tensor/tensor';
import { defineComposite } from '../../composite';
import type { Sample } from '../../op';
import { conv2d, type ConvOptions } from './conv2d';
import { depthwiseConv2d } from './depthwiseConv2d';
import {
  checkDataFormat,
  checkPadding,
  heightAndWidth,
  type Padding,
  type PerAxis,
  type SlidingAttributes,
} from './window';

/**
 * input `[n, h, w, c]`, depthwise filter `[kh, kw, c, m]`, pointwise filter `[1, 1, c · m, f]` → `[n, h', w', f]`. Throws
 * as depthwiseConv2d and conv2d do.
 */
export const separableConv2d = defineComposite(
  {
    name: 'separableConv2d',
    tf: {
      names: ['tf.nn.separable_conv2d'],
      signature: [
        { name: 'input' },
        { name: 'depthwise_filter' },
        { name: 'pointwise_filter' },
        { name: 'strides' },
        { name: 'padding' },
        { name: 'data_format', default: null },
        { name: 'dilations', default: null },
      ],
    },
    doc: 'Slides filters over each channel by itself, then mixes the channels of every pixel.',
    formula: String.raw`y_{ijf} = \sum_{c, m} v_{cmf} \sum_{a, b} x_{i+a,\, j+b,\, c}\; w_{abcm}`,
    differentiable: true,
    evaluate: ([input, depthwise, pointwise], { strides, padding, dilations }: SlidingAttributes): Tensor =>
      conv2d(depthwiseConv2d(input, depthwise, strides, padding, { dilations }), pointwise, 1, 'VALID'),
    samples: (): Sample<SlidingAttributes>[] => [
      {
        inputs: [{ shape: [1, 3, 4, 2] }, { shape: [2, 2, 2, 2] }, { shape: [1, 1, 4, 3] }],
        attributes: { strides: [1, 1], padding: 'SAME', dilations: [1, 1] },
      },
      {
        inputs: [{ shape: [2, 4, 4, 1] }, { shape: [2, 2, 1, 1] }, { shape: [1, 1, 1, 2] }],
        attributes: { strides: [2, 2], padding: 'VALID', dilations: [1, 1] },
      },
    ],
  },
  (run) =>
    (
      input: TensorLike,
      depthwiseFilter: TensorLike,
      pointwiseFilter: TensorLike,
      strides: PerAxis,
      padding: Padding,
      { dataFormat = 'NHWC', dilations = null }: ConvOptions = {},
    ): Tensor => {
      checkDataFormat('separableConv2d', dataFormat);
      return run([input, depthwiseFilter, pointwiseFilter], {
        strides: heightAndWidth('separableConv2d', 'strides', strides),
        padding: checkPadding('separableConv2d', padding),
        dilations: heightAndWidth('separableConv2d', 'dilations', dilations ?? 1),
      });
    },
);
