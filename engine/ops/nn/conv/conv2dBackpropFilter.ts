import type { CpuOperand } from '../../../tensor/backend';
import type { Shape } from '../../../tensor/shape';
import type { Tensor } from '../../../tensor/tensor';
import { defineOp, execute } from '../../op';
import { convFilterWgsl } from '../../wgsl/conv';
import { correlate } from './columns';
import { conv2d, convSamples, convWindow } from './conv2d';
import { conv2dBackpropInput } from './conv2dBackpropInput';
import { demandOutput, outputShape, slide, type SlidingAttributes } from './window';

export type BackpropFilterAttributes = SlidingAttributes & { readonly filterSizes: readonly number[] };

/**
 * input `[n, h, w, c]`, dy `[n, h', w', f]` → `[kh, kw, c, f]`, the `filterSizes`: the gradient of conv2d by its
 * filters. Throws where a convolution by those filters would not give the shape of dy.
 */
export const conv2dBackpropFilter = defineOp(
  {
    name: 'conv2dBackpropFilter',
    tf: {
      names: ['tf.raw_ops.Conv2DBackpropFilter'],
      signature: [
        { name: 'input' },
        { name: 'filter_sizes' },
        { name: 'out_backprop' },
        { name: 'strides' },
        { name: 'padding' },
        { name: 'dilations', default: [1, 1, 1, 1] },
      ],
    },
    doc: 'Adds up what each tap of a filter met times what came of it: the gradient of conv2d by its filters.',
    inputs: ['x', 'd'],
    formula: String.raw`y_{abcf} = \sum_{i, j} x_{i+a,\, j+b,\, c}\; d_{ijf}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial x_{ijc}} = \sum_{a, b, f} d_{i-a,\, j-b,\, f}\, \frac{\partial L}{\partial y_{abcf}}`,
      String.raw`\frac{\partial L}{\partial d_{ijf}} = \sum_{a, b, c} x_{i+a,\, j+b,\, c}\, \frac{\partial L}{\partial y_{abcf}}`,
    ],
    elementwise: false,
    infer: ([x, dy], attributes: BackpropFilterAttributes) => {
      const filter = { shape: attributes.filterSizes, dtype: dy.dtype };
      demandOutput('conv2dBackpropFilter', convWindow('conv2dBackpropFilter', x, filter, attributes), x, filter, dy);
      return [filter];
    },
    cpu: ([x, dy]: readonly CpuOperand[], [dw]: readonly CpuOperand[], attributes: BackpropFilterAttributes) =>
      correlate(x.storage, dy.storage, dw.storage, dw.dtype, windowOf(x.shape, attributes)),
    wgsl: ([x], _, attributes) => convFilterWgsl(windowOf(x.shape, attributes)),
    // It is linear in both; the upstream gradient stands where the filters stood.
    gradient: ([g], { inputs: [x, dy], attributes: { filterSizes: _, ...sliding } }, needs): (Tensor | null)[] => [
      needs[0] ? conv2dBackpropInput(x.shape, g!, dy, sliding) : null,
      needs[1] ? execute(conv2d.op, [x, g!], sliding)[0] : null,
    ],
    samples: () =>
      convSamples().map(({ x, w, attributes }) => ({
        inputs: [{ shape: x }, { shape: outputShape(slide('', x, w, w[3], attributes)) }],
        attributes: { filterSizes: w, ...attributes },
      })),
  },
  (run) =>
    (input: Tensor, filterSizes: Shape, outBackprop: Tensor, sliding: SlidingAttributes): Tensor =>
      run([input, outBackprop], { filterSizes, ...sliding }),
);

function windowOf(x: Shape, attributes: BackpropFilterAttributes) {
  return slide('conv2dBackpropFilter', x, attributes.filterSizes, attributes.filterSizes[3], attributes);
}
