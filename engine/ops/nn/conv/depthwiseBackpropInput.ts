import type { CpuOperand } from '../../../tensor/backend';
import type { Shape } from '../../../tensor/shape';
import type { Tensor } from '../../../tensor/tensor';
import { defineOp, execute } from '../../op';
import { depthwiseWgsl } from '../../wgsl/depthwise';
import type { BackpropInputAttributes } from './conv2dBackpropInput';
import { depthwiseBackpropFilter } from './depthwiseBackpropFilter';
import { depthwiseConv2d, depthwiseSamples, depthwiseWindow } from './depthwiseConv2d';
import { eachTap, demandOutput, outputShape, slide, type SlidingAttributes } from './window';

/**
 * filter `[kh, kw, c, m]`, dy `[n, h', w', c · m]` → `[n, h, w, c]`, the `inputSizes`: the gradient of depthwiseConv2d
 * by its input. Throws where a convolution of that input would not give the shape of dy.
 */
export const depthwiseBackpropInput = defineOp(
  {
    name: 'depthwiseBackpropInput',
    tf: {
      names: ['tf.raw_ops.DepthwiseConv2dNativeBackpropInput'],
      signature: [
        { name: 'input_sizes' },
        { name: 'filter' },
        { name: 'out_backprop' },
        { name: 'strides' },
        { name: 'padding' },
        { name: 'dilations', default: [1, 1, 1, 1] },
      ],
    },
    doc: 'Spreads each channel of an output over the windows it came from: the gradient of depthwiseConv2d by its input.',
    inputs: ['w', 'd'],
    formula: String.raw`y_{ijc} = \sum_{a, b, m} d_{i-a,\, j-b,\, cm}\; w_{abcm}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial w_{abcm}} = \sum_{i, j} \frac{\partial L}{\partial y_{i+a,\, j+b,\, c}}\, d_{ij,\,cm}`,
      String.raw`\frac{\partial L}{\partial d_{ij,\,cm}} = \sum_{a, b} \frac{\partial L}{\partial y_{i+a,\, j+b,\, c}}\; w_{abcm}`,
    ],
    elementwise: false,
    infer: ([w, dy], attributes: BackpropInputAttributes) => {
      const input = { shape: attributes.inputSizes, dtype: dy.dtype };
      demandOutput(
        'depthwiseBackpropInput',
        depthwiseWindow('depthwiseBackpropInput', input, w, attributes),
        input,
        w,
        dy,
      );
      return [input];
    },
    cpu: ([w, dy]: readonly CpuOperand[], [dx]: readonly CpuOperand[], attributes: BackpropInputAttributes) => {
      const window = windowOf(w.shape, attributes);
      const [filter, up, out] = [w.storage, dy.storage, dx.storage];
      const { inChannels, outChannels } = window;
      const each = outChannels / inChannels;
      out.fill(0);
      eachTap(window, (o, i, k) => {
        let from = o * outChannels;
        let tap = k * outChannels;
        for (let to = i * inChannels; to < (i + 1) * inChannels; to++) {
          for (let m = 0; m < each; m++) out[to] += up[from++] * filter[tap++];
        }
      });
    },
    wgsl: ([w], _, attributes) => depthwiseWgsl(windowOf(w.shape, attributes), 'back'),
    // It is linear in both: the gradient by dy is the convolution itself.
    gradient: ([g], { inputs: [w, dy], attributes: { inputSizes: _, ...sliding } }, needs): (Tensor | null)[] => [
      needs[0] ? depthwiseBackpropFilter(g!, w.shape, dy, sliding) : null,
      needs[1] ? execute(depthwiseConv2d.op, [g!, w], sliding)[0] : null,
    ],
    samples: () =>
      depthwiseSamples().map(({ x, w, attributes }) => ({
        inputs: [{ shape: w }, { shape: outputShape(slide('', x, w, w[2] * w[3], attributes)) }],
        attributes: { inputSizes: x, ...attributes },
      })),
  },
  (run) =>
    (inputSizes: Shape, filter: Tensor, outBackprop: Tensor, sliding: SlidingAttributes): Tensor =>
      run([filter, outBackprop], { inputSizes, ...sliding }),
);

function windowOf(w: Shape, attributes: BackpropInputAttributes) {
  return slide('depthwiseBackpropInput', attributes.inputSizes, w, w[2] * w[3], attributes);
}
