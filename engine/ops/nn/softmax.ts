import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { axisLines, type AxisAttributes, axisSamples, inferAxis } from '../families/alongAxis';
import { multiply } from '../elementwise/multiply';
import { defineOp } from '../op';
import { reduceSum } from '../reductions/reduceSum';
import { subtract } from '../elementwise/subtract';
import { softmaxWgsl } from '../wgsl/lines';

/** `[…, n, …]` → the same shape, every line along `axis` adding up to 1. Floats only. */
export const softmax = defineOp(
  {
    name: 'softmax',
    tf: { names: ['tf.nn.softmax', 'tf.math.softmax'], signature: [{ name: 'logits' }, { name: 'axis', default: -1 }] },
    doc: 'Exponentials divided by their sum along an axis; the largest is taken out first, so that nothing overflows.',
    inputs: ['u'],
    formula: String.raw`y_i = \frac{e^{u_i}}{\sum_j e^{u_j}}`,
    derivatives: [String.raw`\frac{\partial y_i}{\partial u_j} = y_i\,([i = j] - y_j)`],
    elementwise: false,
    infer: ([x], { axis }: AxisAttributes) => inferAxis('softmax', x, axis),
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis }: AxisAttributes) => {
      const { storage: u } = x;
      const { storage: out } = y;
      axisLines(x.shape, axis, (start, stride, n) => {
        let best = -Infinity;
        for (let i = 0, p = start; i < n; i++, p += stride) if (u[p] > best) best = u[p];
        let sum = 0;
        for (let i = 0, p = start; i < n; i++, p += stride) sum += out[p] = Math.exp(u[p] - best);
        for (let i = 0, p = start; i < n; i++, p += stride) out[p] /= sum;
      });
    },
    wgsl: ([x], _, { axis }) => softmaxWgsl(x, axis),
    // duᵢ = yᵢ · (dyᵢ − Σⱼ dyⱼ yⱼ)
    gradient: ([dy], { outputs: [y], attributes: { axis } }) => {
      const mean = reduceSum(multiply(dy!, y), { axis, keepdims: true });
      return [multiply(subtract(dy!, mean), y)];
    },
    samples: axisSamples,
  },
  (run) =>
    (logits: TensorLike, { axis = -1 }: { axis?: number } = {}) =>
      run([logits], { axis }),
);
