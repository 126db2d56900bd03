import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { exp } from '../elementwise/exp';
import { axisLines, type AxisAttributes, axisSamples, inferAxis } from '../families/alongAxis';
import { multiply } from '../elementwise/multiply';
import { defineOp } from '../op';
import { reduceSum } from '../reductions/reduceSum';
import { subtract } from '../elementwise/subtract';
import { logSoftmaxWgsl } from '../wgsl/lines';

/** `[…, n, …]` → the same shape. Floats only. */
export const logSoftmax = defineOp(
  {
    name: 'logSoftmax',
    tf: {
      names: ['tf.nn.log_softmax', 'tf.math.log_softmax'],
      signature: [{ name: 'logits' }, { name: 'axis', default: -1 }],
    },
    doc: 'The logarithm of softmax along an axis, computed without the quotient.',
    inputs: ['u'],
    formula: String.raw`y_i = u_i - \ln \sum_j e^{u_j}`,
    derivatives: [String.raw`\frac{\partial y_i}{\partial u_j} = [i = j] - e^{y_j}`],
    elementwise: false,
    infer: ([x], { axis }: AxisAttributes) => inferAxis('logSoftmax', x, axis),
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis }: AxisAttributes) => {
      const { storage: u } = x;
      const { storage: out } = y;
      axisLines(x.shape, axis, (start, stride, n) => {
        let best = -Infinity;
        for (let i = 0, p = start; i < n; i++, p += stride) if (u[p] > best) best = u[p];
        let sum = 0;
        for (let i = 0, p = start; i < n; i++, p += stride) sum += Math.exp(u[p] - best);
        // In this order: best + ln Σ would round away what sets large logits apart.
        const logSum = Math.log(sum);
        for (let i = 0, p = start; i < n; i++, p += stride) out[p] = u[p] - best - logSum;
      });
    },
    wgsl: ([x], _, { axis }) => logSoftmaxWgsl(x, axis),
    // duᵢ = dyᵢ − e^{yᵢ} Σⱼ dyⱼ
    gradient: ([dy], { outputs: [y], attributes: { axis } }) => [
      subtract(dy!, multiply(exp(y), reduceSum(dy!, { axis, keepdims: true }))),
    ],
    samples: axisSamples,
  },
  (run) =>
    (logits: TensorLike, { axis = -1 }: { axis?: number } = {}) =>
      run([logits], { axis }),
);
