import type { CpuOperand } from '../../../tensor/backend';
import type { Tensor } from '../../../tensor/tensor';
import type { Shape } from '../../../tensor/shape';
import { defineOp, execute } from '../../op';
import { convWgsl } from '../../wgsl/conv';
import { convolveBack } from './columns';
import { conv2d, convSamples, convWindow } from './conv2d';
import { conv2dBackpropFilter } from './conv2dBackpropFilter';
import { demandOutput, outputShape, slide, type SlidingAttributes } from './window';

export type BackpropInputAttributes = SlidingAttributes & { readonly inputSizes: readonly number[] };

/**
 * filters `[kh, kw, c, f]`, dy `[n, h', w', f]` → `[n, h, w, c]`, the `inputSizes`: the gradient of conv2d by its input,
 * and the transposed convolution. Throws where a convolution of that input would not give the shape of dy.
 */
export const conv2dBackpropInput = defineOp(
  {
    name: 'conv2dBackpropInput',
    tf: {
      names: ['tf.raw_ops.Conv2DBackpropInput'],
      signature: [
        { name: 'input_sizes' },
        { name: 'filter' },
        { name: 'out_backprop' },
        { name: 'strides' },
        { name: 'padding' },
        { name: 'dilations', default: [1, 1, 1, 1] },
      ],
    },
    doc: 'Spreads each number of an output over the window it came from: the gradient of conv2d by its input.',
    inputs: ['w', 'd'],
    formula: String.raw`y_{ijc} = \sum_{a, b, f} d_{i-a,\, j-b,\, f}\; w_{abcf}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial w_{abcf}} = \sum_{i, j} \frac{\partial L}{\partial y_{i+a,\, j+b,\, c}}\, d_{ijf}`,
      String.raw`\frac{\partial L}{\partial d_{ijf}} = \sum_{a, b, c} \frac{\partial L}{\partial y_{i+a,\, j+b,\, c}}\; w_{abcf}`,
    ],
    elementwise: false,
    infer: ([w, dy], attributes: BackpropInputAttributes) => {
      const { inputSizes } = attributes;
      const input = { shape: inputSizes, dtype: dy.dtype };
      demandOutput('conv2dBackpropInput', convWindow('conv2dBackpropInput', input, w, attributes), input, w, dy);
      return [input];
    },
    cpu: ([w, dy]: readonly CpuOperand[], [dx]: readonly CpuOperand[], attributes: BackpropInputAttributes) =>
      convolveBack(dy.storage, w.storage, dx.storage, dx.dtype, windowOf(w.shape, attributes)),
    wgsl: ([w], _, attributes) => convWgsl(windowOf(w.shape, attributes), 'back'),
    // It is linear in both: the gradient by dy is the convolution itself.
    gradient: ([g], { inputs: [w, dy], attributes: { inputSizes: _, ...sliding } }, needs): (Tensor | null)[] => [
      needs[0] ? conv2dBackpropFilter(g!, w.shape, dy, sliding) : null,
      needs[1] ? execute(conv2d.op, [g!, w], sliding)[0] : null,
    ],
    samples: () =>
      convSamples().map(({ x, w, attributes }) => ({
        inputs: [{ shape: w }, { shape: outputShape(slide('', x, w, w[3], attributes)) }],
        attributes: { inputSizes: x, ...attributes },
      })),
  },
  (run) =>
    (inputSizes: Shape, filter: Tensor, outBackprop: Tensor, sliding: SlidingAttributes): Tensor =>
      run([filter, outBackprop], { inputSizes, ...sliding }),
);

function windowOf(w: Shape, attributes: BackpropInputAttributes) {
  return slide('conv2dBackpropInput', attributes.inputSizes, w, w[3], attributes);
}
