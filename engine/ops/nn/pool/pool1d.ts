import type { TensorLike } from '../../../tensor/convert';
import { ShapeError } from '../../../tensor/errors';
import { formatShape } from '../../../tensor/shape';
import type { Tensor } from '../../../tensor/tensor';
import { defineComposite } from '../../composite';
import type { Sample } from '../../op';
import { expandDims } from '../../shapes/expandDims';
import { squeeze } from '../../shapes/squeeze';
import { alongWidth } from '../conv/conv1d';
import { checkDataFormat } from '../conv/window';
import { avgPool2d } from './avgPool2d';
import { maxPool2d } from './maxPool2d';

type Pool1dAttributes = { readonly ksize: number; readonly strides: number; readonly padding: 'SAME' | 'VALID' };

/** `[n, w, c]` → `[n, w', c]`: a pool of images of height 1, as TensorFlow has it. Throws as that does. */
function pool1d(name: 'maxPool1d' | 'avgPool1d', what: 'max' | 'mean', pool: typeof avgPool2d | typeof maxPool2d) {
  return defineComposite(
    {
      name,
      tf: {
        names: [`tf.nn.${what === 'max' ? 'max' : 'avg'}_pool1d`],
        signature: [
          { name: 'input' },
          { name: 'ksize' },
          { name: 'strides' },
          { name: 'padding' },
          { name: 'data_format', default: 'NWC' },
        ],
      },
      doc: `The ${what === 'max' ? 'largest' : 'mean'} of the numbers under a window that slides along sequences.`,
      formula:
        what === 'max'
          ? String.raw`y_{ic} = \max_{a} u_{i+a,\, c}`
          : String.raw`y_{ic} = \frac{1}{n_i} \sum_{a} u_{i+a,\, c}`,
      differentiable: true,
      evaluate: ([input], { ksize, strides, padding }: Pool1dAttributes): Tensor => {
        if (input.rank !== 3) {
          throw new ShapeError(`${name}: expected sequences [batch, width, channels], got ${formatShape(input.shape)}`);
        }
        return squeeze(pool(expandDims(input, 1), [1, ksize], [1, strides], padding), { axis: 1 });
      },
      samples: (): Sample<Pool1dAttributes>[] => [
        { inputs: [{ shape: [2, 6, 2] }], attributes: { ksize: 2, strides: 2, padding: 'VALID' } },
        { inputs: [{ shape: [1, 5, 1] }], attributes: { ksize: 3, strides: 2, padding: 'SAME' } },
      ],
    },
    (run) =>
      (
        input: TensorLike,
        ksize: number | readonly number[],
        strides: number | readonly number[],
        padding: 'SAME' | 'VALID',
        { dataFormat = 'NWC' }: { dataFormat?: 'NWC' | 'NCW' } = {},
      ): Tensor => {
        checkDataFormat(name, dataFormat, 'NWC');
        return run([input], {
          ksize: alongWidth(name, 'ksize', ksize),
          strides: alongWidth(name, 'strides', strides),
          padding,
        });
      },
  );
}

export const maxPool1d = pool1d('maxPool1d', 'max', maxPool2d);
export const avgPool1d = pool1d('avgPool1d', 'mean', avgPool2d);
