import type { CpuOperand } from '../../../tensor/backend';
import type { TensorLike } from '../../../tensor/convert';
import { ValueError } from '../../../tensor/errors';
import type { Tensor } from '../../../tensor/tensor';
import { defineOp } from '../../op';
import { avgPoolWgsl } from '../../wgsl/pool';
import { checkDataFormat, eachTap, outputShape, type PerAxis } from '../conv/window';
import { avgPoolGradient } from './avgPoolGradient';
import type { PoolOptions } from './maxPool2d';
import { pixelsUnder, type PoolAttributes, poolAttributes, poolSamples, poolWindow } from './window';

/**
 * `[n, h, w, c]` → `[n, h', w', c]`: the mean of what lies under each window; padding does not count. Floats. Throws for
 * other ranks, explicit padding (as TensorFlow does) and windows larger than the image.
 */
export const avgPool2d = defineOp(
  {
    name: 'avgPool2d',
    tf: {
      names: ['tf.nn.avg_pool2d'],
      signature: [
        { name: 'input' },
        { name: 'ksize' },
        { name: 'strides' },
        { name: 'padding' },
        { name: 'data_format', default: 'NHWC' },
      ],
    },
    doc: 'The mean of the numbers under a window that slides over images.',
    inputs: ['u'],
    formula: String.raw`y_{ijc} = \frac{1}{n_{ij}} \sum_{a, b} u_{i+a,\, j+b,\, c}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_{ijc}} = \sum_{a, b} \frac{1}{n_{i-a,\, j-b}} \frac{\partial L}{\partial y_{i-a,\, j-b,\, c}}`,
    ],
    elementwise: false,
    infer: ([x], attributes: PoolAttributes) => [
      { shape: outputShape(poolWindow('avgPool2d', x, attributes)), dtype: x.dtype },
    ],
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: PoolAttributes) => {
      const window = poolWindow('avgPool2d', x, attributes);
      const channels = window.inChannels;
      const [image, out] = [x.storage, y.storage];
      const count = pixelsUnder(window);
      out.fill(0);
      eachTap(window, (o, i) => {
        for (let c = 0, from = i * channels, to = o * channels; c < channels; c++) out[to + c] += image[from + c];
      });
      for (let i = 0, o = 0; i < out.length; o++) {
        const n = count(o);
        for (let c = 0; c < channels; c++, i++) out[i] /= n;
      }
    },
    wgsl: ([x], _, attributes) => avgPoolWgsl(poolWindow('avgPool2d', x, attributes)),
    gradient: ([dy], { inputs: [x], attributes }): Tensor[] => [avgPoolGradient(x.shape, dy!, attributes)],
    samples: () => poolSamples().map(({ x, attributes }) => ({ inputs: [{ shape: x }], attributes })),
  },
  (run) =>
    (
      input: TensorLike,
      ksize: PerAxis,
      strides: PerAxis,
      padding: 'SAME' | 'VALID',
      { dataFormat = 'NHWC' }: PoolOptions = {},
    ): Tensor => {
      checkDataFormat('avgPool2d', dataFormat);
      const attributes = poolAttributes('avgPool2d', ksize, strides, padding);
      if (typeof attributes.padding === 'string') return run([input], attributes);
      throw new ValueError(`avgPool2d: expected padding "SAME" or "VALID", got ${JSON.stringify(padding)}`);
    },
);
