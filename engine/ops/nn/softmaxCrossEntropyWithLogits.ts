import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { isFloat } from '../../tensor/dtype';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { formatShape, normalizeAxis, sameShape } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { expandDims } from '../shapes/expandDims';
import { axisLines, type AxisAttributes } from '../families/alongAxis';
import { reducedShape } from '../families/reduce';
import { logSoftmax } from './logSoftmax';
import { multiply } from '../elementwise/multiply';
import { negative } from '../elementwise/negative';
import { defineOp } from '../op';
import { softmax } from './softmax';
import { subtract } from '../elementwise/subtract';
import { crossEntropyWgsl } from '../wgsl/lines';

/**
 * labels `[…, n]`, logits `[…, n]` → `[…]`, without `axis`. A label of 0 contributes 0, whatever its
 * logit. As in TensorFlow the gradient of the logits is softmax − labels, which is the derivative
 * where labels add up to 1. Throws unless both are floats of one dtype and one shape.
 */
export const softmaxCrossEntropyWithLogits = defineOp(
  {
    name: 'softmaxCrossEntropyWithLogits',
    tf: {
      names: ['tf.nn.softmax_cross_entropy_with_logits'],
      signature: [{ name: 'labels' }, { name: 'logits' }, { name: 'axis', default: -1 }],
    },
    doc: 'Cross-entropy between a distribution over classes and the softmax of logits.',
    inputs: ['p', 'u'],
    formula: String.raw`y = -\sum_i p_i \ln \frac{e^{u_i}}{\sum_j e^{u_j}}`,
    derivatives: [
      String.raw`\frac{\partial y}{\partial p_i} = -\ln \operatorname{softmax}(u)_i`,
      String.raw`\frac{\partial y}{\partial u_i} = \operatorname{softmax}(u)_i - p_i`,
    ],
    elementwise: false,
    infer: ([labels, logits], { axis }: AxisAttributes) => [inferCrossEntropy(labels, logits, axis)],
    cpu: ([labels, logits]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis }: AxisAttributes) => {
      const { storage: p } = labels;
      const { storage: u } = logits;
      let next = 0;
      axisLines(logits.shape, axis, (start, stride, n) => {
        y.storage[next++] = crossEntropy(p, u, start, stride, n);
      });
    },
    wgsl: ([labels, logits], [y], { axis }) => crossEntropyWgsl(labels, logits, y, axis),
    gradient: ([dy], { inputs: [labels, logits], attributes: { axis } }, needs): (Tensor | null)[] => {
      const wide = expandDims(dy!, axis);
      return [
        needs[0] ? multiply(wide, negative(logSoftmax(logits, { axis }))) : null,
        needs[1] ? multiply(wide, subtract(softmax(logits, { axis }), labels)) : null,
      ];
    },
    samples: () => [
      { inputs: [{ shape: [3], values: [0.2, 0.5, 0.3] }, { shape: [3] }], attributes: { axis: -1 } },
      {
        inputs: [{ shape: [2, 3], values: [0.2, 0.5, 0.3, 0.6, 0.1, 0.3] }, { shape: [2, 3] }],
        attributes: { axis: -1 },
      },
      {
        inputs: [{ shape: [3, 2], values: [0.2, 0.6, 0.5, 0.1, 0.3, 0.3] }, { shape: [3, 2] }],
        attributes: { axis: 0 },
      },
    ],
  },
  (run) =>
    (labels: TensorLike, logits: TensorLike, { axis = -1 }: { axis?: number } = {}) =>
      run([labels, logits], { axis }),
);

function inferCrossEntropy(labels: TensorSpec, logits: TensorSpec, axis: number): TensorSpec {
  const name = 'softmaxCrossEntropyWithLogits';
  if (!isFloat(logits.dtype) || labels.dtype !== logits.dtype) {
    throw new DTypeError(`${name}: expected two floats of one dtype, got ${labels.dtype} and ${logits.dtype}`);
  }
  if (!sameShape(labels.shape, logits.shape)) {
    throw new ShapeError(
      `${name}: expected labels and logits of one shape, got ${formatShape(labels.shape)} and ${formatShape(logits.shape)}`,
    );
  }
  const at = normalizeAxis(name, axis, logits.shape.length);
  return { shape: reducedShape(logits.shape, [at], false), dtype: logits.dtype };
}

/** Σ pᵢ · (ln Σ e^{uⱼ − m} − (uᵢ − m)) with m the largest logit. */
function crossEntropy(
  p: CpuOperand['storage'],
  u: CpuOperand['storage'],
  start: number,
  stride: number,
  n: number,
): number {
  let best = -Infinity;
  for (let i = 0, at = start; i < n; i++, at += stride) if (u[at] > best) best = u[at];
  let sum = 0;
  for (let i = 0, at = start; i < n; i++, at += stride) sum += Math.exp(u[at] - best);
  const logSum = Math.log(sum);
  let loss = 0;
  for (let i = 0, at = start; i < n; i++, at += stride) if (p[at] !== 0) loss += p[at] * (logSum - (u[at] - best));
  // A NaN or infinite logit shows even where its label is 0.
  return Number.isNaN(sum) ? NaN : loss;
}
