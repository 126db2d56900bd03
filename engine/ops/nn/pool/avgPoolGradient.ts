import type { CpuOperand } from '../../../tensor/backend';
import type { Shape } from '../../../tensor/shape';
import type { Tensor, TensorSpec } from '../../../tensor/tensor';
import { defineOp, execute } from '../../op';
import { avgPoolGradientWgsl } from '../../wgsl/pool';
import { eachTap, outputShape, slide } from '../conv/window';
import { avgPool2d } from './avgPool2d';
import { demandPooled, pixelsUnder, type PoolAttributes, poolSamples, poolWindow } from './window';

export type AvgPoolGradientAttributes = PoolAttributes & { readonly inputSizes: readonly number[] };

const name = 'avgPoolGradient';

/** dy `[n, h', w', c]` → `[n, h, w, c]`, the `inputSizes`: every number shared out among the pixels under its window. */
export const avgPoolGradient = defineOp(
  {
    name,
    tf: {
      names: ['tf.raw_ops.AvgPoolGrad'],
      signature: [
        { name: 'orig_input_shape' },
        { name: 'grad' },
        { name: 'ksize' },
        { name: 'strides' },
        { name: 'padding' },
      ],
    },
    doc: 'Shares numbers out among the pixels under their windows: the gradient of avgPool2d.',
    inputs: ['d'],
    formula: String.raw`y_{ijc} = \sum_{a, b} \frac{1}{n_{i-a,\, j-b}}\, d_{i-a,\, j-b,\, c}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial d_{ijc}} = \frac{1}{n_{ij}} \sum_{a, b} \frac{\partial L}{\partial y_{i+a,\, j+b,\, c}}`,
    ],
    elementwise: false,
    infer: ([dy], attributes: AvgPoolGradientAttributes) => {
      demandPooled(name, windowOf(dy, attributes), dy, dy.dtype);
      return [{ shape: attributes.inputSizes, dtype: dy.dtype }];
    },
    cpu: ([dy]: readonly CpuOperand[], [dx]: readonly CpuOperand[], attributes: AvgPoolGradientAttributes) => {
      const window = windowOf(dy, attributes);
      const channels = window.inChannels;
      const [up, out] = [dy.storage, dx.storage];
      const count = pixelsUnder(window);
      out.fill(0);
      eachTap(window, (o, i) => {
        const n = count(o);
        for (let c = 0, from = o * channels, to = i * channels; c < channels; c++) out[to + c] += up[from + c] / n;
      });
    },
    wgsl: ([dy], _, attributes) => avgPoolGradientWgsl(windowOf(dy, attributes)),
    gradient: ([g], { attributes: { inputSizes: _, ...pool } }): Tensor[] => [execute(avgPool2d.op, [g!], pool)[0]],
    samples: () =>
      poolSamples().map(({ x, attributes }) => ({
        inputs: [{ shape: outputShape(slide('', x, attributes.ksize, x[3], { ...attributes, dilations: [1, 1] })) }],
        attributes: { inputSizes: x, ...attributes },
      })),
  },
  (run) =>
    (inputSizes: Shape, dy: Tensor, attributes: PoolAttributes): Tensor =>
      run([dy], { inputSizes, ...attributes }),
);

function windowOf({ dtype }: TensorSpec, attributes: AvgPoolGradientAttributes) {
  return poolWindow(name, { shape: attributes.inputSizes, dtype }, attributes);
}
