import type { TensorLike } from '../../../tensor/convert';
import { ShapeError, ValueError } from '../../../tensor/errors';
import { formatShape } from '../../../tensor/shape';
import type { Tensor } from '../../../tensor/tensor';
import { demandList } from '../../families/options';
import { defineComposite } from '../../composite';
import type { Sample } from '../../op';
import { expandDims } from '../../shapes/expandDims';
import { squeeze } from '../../shapes/squeeze';
import { conv2d } from './conv2d';
import { checkDataFormat } from './window';

type Conv1dAttributes = {
  readonly stride: number;
  readonly padding: 'SAME' | 'VALID';
  readonly dilations: number;
};

export interface Conv1dOptions {
  dataFormat?: 'NWC' | 'NCW';
  dilations?: number | readonly number[] | null;
}

/**
 * input `[n, w, c]`, filters `[k, c, f]` → `[n, w', f]`: conv2d of images of height 1, as TensorFlow has it. Throws as
 * conv2d does.
 */
export const conv1d = defineComposite(
  {
    name: 'conv1d',
    tf: {
      names: ['tf.nn.conv1d'],
      signature: [
        { name: 'input' },
        { name: 'filters' },
        { name: 'stride' },
        { name: 'padding' },
        { name: 'data_format', default: 'NWC' },
        { name: 'dilations', default: null },
      ],
    },
    doc: 'Slides filters along sequences.',
    formula: String.raw`y_{if} = \sum_{a, c} x_{i+a,\, c}\; w_{acf}`,
    differentiable: true,
    evaluate: ([input, filters], { stride, padding, dilations }: Conv1dAttributes): Tensor => {
      if (input.rank !== 3 || filters.rank !== 3) {
        throw new ShapeError(
          `conv1d: expected sequences [batch, width, channels] and filters [width, channels, filters], got ${formatShape(input.shape)} by ${formatShape(filters.shape)}`,
        );
      }
      const images = expandDims(input, 1);
      const y = conv2d(images, expandDims(filters, 0), [1, stride], padding, { dilations: [1, dilations] });
      return squeeze(y, { axis: 1 });
    },
    samples: (): Sample<Conv1dAttributes>[] => [
      {
        inputs: [{ shape: [2, 5, 2] }, { shape: [3, 2, 3] }],
        attributes: { stride: 1, padding: 'SAME', dilations: 1 },
      },
      {
        inputs: [{ shape: [1, 6, 1] }, { shape: [2, 1, 2] }],
        attributes: { stride: 2, padding: 'VALID', dilations: 1 },
      },
      {
        inputs: [{ shape: [1, 6, 1] }, { shape: [2, 1, 1] }],
        attributes: { stride: 1, padding: 'VALID', dilations: 3 },
      },
    ],
  },
  (run) =>
    (
      input: TensorLike,
      filters: TensorLike,
      stride: number | readonly number[],
      padding: 'SAME' | 'VALID',
      { dataFormat = 'NWC', dilations = null }: Conv1dOptions = {},
    ): Tensor => {
      checkDataFormat('conv1d', dataFormat, 'NWC');
      return run([input, filters], {
        stride: alongWidth('conv1d', 'stride', stride),
        padding,
        dilations: alongWidth('conv1d', 'dilations', dilations ?? 1),
      });
    },
);

/** One number, or three with 1 for batch and channels. */
export function alongWidth(op: string, name: string, value: number | readonly number[]): number {
  if (typeof value === 'number') return value;
  demandList(op, name, value);
  if (value.length === 1) return value[0];
  if (value.length === 3 && value[0] === 1 && value[2] === 1) return value[1];
  throw new ValueError(
    `${op}: ${name} should be of length 1, or 3 with 1 for the batch and the channels. Received: ${name}=${formatShape(value)}`,
  );
}
