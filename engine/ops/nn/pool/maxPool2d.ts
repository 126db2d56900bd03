import type { CpuOperand } from '../../../tensor/backend';
import type { TensorLike } from '../../../tensor/convert';
import type { Tensor } from '../../../tensor/tensor';
import { defineOp } from '../../op';
import { maxPoolWgsl } from '../../wgsl/pool';
import { checkDataFormat, type DataFormat, eachTap, outputShape, type Padding, type PerAxis } from '../conv/window';
import { maxPoolGradient } from './maxPoolGradient';
import { type PoolAttributes, poolAttributes, poolSamples, poolWindow } from './window';

export interface PoolOptions {
  dataFormat?: DataFormat;
}

/**
 * `[n, h, w, c]` → `[n, h', w', c]`: the largest number under each window; NaN where there is one. The gradient goes to
 * the first of the largest. Floats. Throws for other ranks and windows larger than the padded image.
 */
export const maxPool2d = defineOp(
  {
    name: 'maxPool2d',
    tf: {
      names: ['tf.nn.max_pool2d'],
      signature: [
        { name: 'input' },
        { name: 'ksize' },
        { name: 'strides' },
        { name: 'padding' },
        { name: 'data_format', default: 'NHWC' },
      ],
    },
    doc: 'The largest number under a window that slides over images.',
    inputs: ['u'],
    formula: String.raw`y_{ijc} = \max_{a, b} u_{i+a,\, j+b,\, c}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_p} = \sum_{i :\, \mathrm{argmax}_i = p} \frac{\partial L}{\partial y_i}`,
    ],
    elementwise: false,
    infer: ([x], attributes: PoolAttributes) => [
      { shape: outputShape(poolWindow('maxPool2d', x, attributes)), dtype: x.dtype },
    ],
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: PoolAttributes) => {
      const window = poolWindow('maxPool2d', x, attributes);
      const channels = window.inChannels;
      const [image, out] = [x.storage, y.storage];
      let last = -1;
      eachTap(window, (o, i) => {
        const [from, to] = [i * channels, o * channels];
        if (o !== last) for (let c = 0; c < channels; c++) out[to + c] = image[from + c];
        else {
          for (let c = 0; c < channels; c++) {
            const value = image[from + c];
            if (value > out[to + c] || value !== value) out[to + c] = value;
          }
        }
        last = o;
      });
    },
    wgsl: ([x], _, attributes) => maxPoolWgsl(poolWindow('maxPool2d', x, attributes)),
    gradient: ([dy], { inputs: [x], attributes }): Tensor[] => [maxPoolGradient(x, dy!, attributes)],
    samples: () => poolSamples().map(({ x, attributes }) => ({ inputs: [{ shape: x }], attributes })),
  },
  (run) =>
    (
      input: TensorLike,
      ksize: PerAxis,
      strides: PerAxis,
      padding: Padding,
      { dataFormat = 'NHWC' }: PoolOptions = {},
    ): Tensor => {
      checkDataFormat('maxPool2d', dataFormat);
      return run([input], poolAttributes('maxPool2d', ksize, strides, padding));
    },
);
