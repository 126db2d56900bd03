import type { CpuOperand } from '../../../tensor/backend';
import type { Shape } from '../../../tensor/shape';
import type { Tensor } from '../../../tensor/tensor';
import { defineOp, execute } from '../../op';
import { depthwiseFilterWgsl } from '../../wgsl/depthwise';
import type { BackpropFilterAttributes } from './conv2dBackpropFilter';
import { depthwiseBackpropInput } from './depthwiseBackpropInput';
import { depthwiseConv2d, depthwiseSamples, depthwiseWindow } from './depthwiseConv2d';
import { eachTap, demandOutput, outputShape, slide, type SlidingAttributes } from './window';

/**
 * input `[n, h, w, c]`, dy `[n, h', w', c · m]` → `[kh, kw, c, m]`, the `filterSizes`: the gradient of depthwiseConv2d
 * by its filter. Throws where a convolution by that filter would not give the shape of dy.
 */
export const depthwiseBackpropFilter = defineOp(
  {
    name: 'depthwiseBackpropFilter',
    tf: {
      names: ['tf.raw_ops.DepthwiseConv2dNativeBackpropFilter'],
      signature: [
        { name: 'input' },
        { name: 'filter_sizes' },
        { name: 'out_backprop' },
        { name: 'strides' },
        { name: 'padding' },
        { name: 'dilations', default: [1, 1, 1, 1] },
      ],
    },
    doc: 'Adds up what each tap met in its channel times what came of it: the gradient of depthwiseConv2d by its filter.',
    inputs: ['x', 'd'],
    formula: String.raw`y_{abcm} = \sum_{i, j} x_{i+a,\, j+b,\, c}\; d_{ij,\,cm}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial x_{ijc}} = \sum_{a, b, m} d_{i-a,\, j-b,\, cm}\, \frac{\partial L}{\partial y_{abcm}}`,
      String.raw`\frac{\partial L}{\partial d_{ij,\,cm}} = \sum_{a, b} x_{i+a,\, j+b,\, c}\, \frac{\partial L}{\partial y_{abcm}}`,
    ],
    elementwise: false,
    infer: ([x, dy], attributes: BackpropFilterAttributes) => {
      const filter = { shape: attributes.filterSizes, dtype: dy.dtype };
      demandOutput(
        'depthwiseBackpropFilter',
        depthwiseWindow('depthwiseBackpropFilter', x, filter, attributes),
        x,
        filter,
        dy,
      );
      return [filter];
    },
    cpu: ([x, dy]: readonly CpuOperand[], [dw]: readonly CpuOperand[], attributes: BackpropFilterAttributes) => {
      const window = windowOf(x.shape, attributes);
      const [image, up, out] = [x.storage, dy.storage, dw.storage];
      const { inChannels, outChannels } = window;
      const each = outChannels / inChannels;
      out.fill(0);
      eachTap(window, (o, i, k) => {
        let from = o * outChannels;
        let tap = k * outChannels;
        for (let at = i * inChannels; at < (i + 1) * inChannels; at++) {
          for (let m = 0; m < each; m++) out[tap++] += image[at] * up[from++];
        }
      });
    },
    wgsl: ([x], _, attributes) => depthwiseFilterWgsl(windowOf(x.shape, attributes)),
    // It is linear in both; the upstream gradient stands where the filter stood.
    gradient: ([g], { inputs: [x, dy], attributes: { filterSizes: _, ...sliding } }, needs): (Tensor | null)[] => [
      needs[0] ? depthwiseBackpropInput(x.shape, g!, dy, sliding) : null,
      needs[1] ? execute(depthwiseConv2d.op, [x, g!], sliding)[0] : null,
    ],
    samples: () =>
      depthwiseSamples().map(({ x, w, attributes }) => ({
        inputs: [{ shape: x }, { shape: outputShape(slide('', x, w, w[2] * w[3], attributes)) }],
        attributes: { filterSizes: w, ...attributes },
      })),
  },
  (run) =>
    (input: Tensor, filterSizes: Shape, outBackprop: Tensor, sliding: SlidingAttributes): Tensor =>
      run([input, outBackprop], { filterSizes, ...sliding }),
);

function windowOf(x: Shape, attributes: BackpropFilterAttributes) {
  const [, , channels, multiplier] = attributes.filterSizes;
  return slide('depthwiseBackpropFilter', x, attributes.filterSizes, channels * multiplier, attributes);
}
