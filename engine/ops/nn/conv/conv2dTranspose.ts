import type { TensorLike } from '../../../tensor/convert';
import { ShapeError } from '../../../tensor/errors';
import { formatShape, type Shape } from '../../../tensor/shape';
import type { Tensor } from '../../../tensor/tensor';
import { demandList } from '../../families/options';
import { defineComposite } from '../../composite';
import type { Sample } from '../../op';
import type { ConvOptions } from './conv2d';
import { conv2dBackpropInput } from './conv2dBackpropInput';
import {
  checkDataFormat,
  checkPadding,
  heightAndWidth,
  type Padding,
  type PerAxis,
  type SlidingAttributes,
} from './window';

type TransposeAttributes = SlidingAttributes & { readonly outputShape: readonly number[] };

export interface ConvTransposeOptions extends ConvOptions {
  padding?: Padding;
}

/**
 * input `[n, h', w', c]`, filters `[kh, kw, f, c]` → `outputShape` `[n, h, w, f]`: the gradient of a convolution of
 * that shape by its input, as TensorFlow has it. Throws where that convolution would not give the shape of the input.
 */
export const conv2dTranspose = defineComposite(
  {
    name: 'conv2dTranspose',
    tf: {
      names: ['tf.nn.conv2d_transpose'],
      signature: [
        { name: 'input' },
        { name: 'filters' },
        { name: 'output_shape' },
        { name: 'strides' },
        { name: 'padding', default: 'SAME' },
        { name: 'data_format', default: 'NHWC' },
        { name: 'dilations', default: null },
      ],
    },
    doc: 'Spreads each pixel over a window by filters: a convolution the other way round.',
    formula: String.raw`y_{ijf} = \sum_{a, b, c} x_{i-a,\, j-b,\, c}\; w_{abfc}`,
    differentiable: true,
    evaluate: ([input, filters], { outputShape, ...sliding }: TransposeAttributes): Tensor =>
      conv2dBackpropInput(outputShape, filters, input, sliding),
    samples: (): Sample<TransposeAttributes>[] => [
      {
        inputs: [{ shape: [1, 2, 2, 2] }, { shape: [3, 3, 1, 2] }],
        attributes: { outputShape: [1, 4, 4, 1], strides: [2, 2], padding: 'SAME', dilations: [1, 1] },
      },
      {
        inputs: [{ shape: [2, 2, 1, 1] }, { shape: [2, 2, 3, 1] }],
        attributes: { outputShape: [2, 4, 3, 3], strides: [1, 1], padding: 'VALID', dilations: [2, 2] },
      },
    ],
  },
  (run) =>
    (
      input: TensorLike,
      filters: TensorLike,
      outputShape: Shape,
      strides: PerAxis,
      { padding = 'SAME', dataFormat = 'NHWC', dilations = null }: ConvTransposeOptions = {},
    ): Tensor => {
      checkDataFormat('conv2dTranspose', dataFormat);
      demandList('conv2dTranspose', 'outputShape', outputShape);
      if (outputShape.length !== 4 || !outputShape.every((one) => Number.isInteger(one) && one >= 0)) {
        throw new ShapeError(
          `conv2dTranspose: expected an output shape of 4 whole sizes, got ${formatShape(outputShape)}`,
        );
      }
      return run([input, filters], {
        outputShape: [...outputShape],
        strides: heightAndWidth('conv2dTranspose', 'strides', strides),
        padding: checkPadding('conv2dTranspose', padding),
        dilations: heightAndWidth('conv2dTranspose', 'dilations', dilations ?? 1),
      });
    },
);
