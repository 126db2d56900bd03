import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import { isFloat } from '../../tensor/dtype';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { formatShape, sameShape } from '../../tensor/shape';
import { Tensor, type TensorSpec } from '../../tensor/tensor';
import { expandDims } from '../shapes/expandDims';
import { multiply } from '../elementwise/multiply';
import { oneHot } from '../shapes/oneHot';
import { defineOp } from '../op';
import { softmax } from './softmax';
import { subtract } from '../elementwise/subtract';
import { sparseCrossEntropyWgsl } from '../wgsl/lines';

/**
 * labels int32 `[…]`, logits `[…, n]` → `[…]`. A label outside 0 to n − 1 gives NaN, as TensorFlow
 * does on a GPU. Throws unless labels are int32 and have the logits' shape without the last axis.
 */
export const sparseSoftmaxCrossEntropyWithLogits = defineOp(
  {
    name: 'sparseSoftmaxCrossEntropyWithLogits',
    tf: {
      names: ['tf.nn.sparse_softmax_cross_entropy_with_logits'],
      signature: [{ name: 'labels' }, { name: 'logits' }],
    },
    doc: 'Cross-entropy between class numbers and the softmax of logits.',
    inputs: ['k', 'u'],
    formula: String.raw`y = \ln \sum_j e^{u_j} - u_k`,
    derivatives: [null, String.raw`\frac{\partial y}{\partial u_i} = \operatorname{softmax}(u)_i - [i = k]`],
    elementwise: false,
    infer: ([labels, logits]) => [inferSparse(labels, logits)],
    cpu: ([labels, logits]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      const { storage: u, shape } = logits;
      const n = shape[shape.length - 1];
      for (let row = 0; row < y.size; row++) {
        const start = row * n;
        const label = labels.storage[row];
        let best = -Infinity;
        for (let p = start; p < start + n; p++) if (u[p] > best) best = u[p];
        let sum = 0;
        for (let p = start; p < start + n; p++) sum += Math.exp(u[p] - best);
        y.storage[row] = label >= 0 && label < n ? Math.log(sum) - (u[start + label] - best) : NaN;
      }
    },
    wgsl: ([labels, logits], [y]) => sparseCrossEntropyWgsl(labels, logits, y),
    gradient: ([dy], { inputs: [labels, logits] }): (Tensor | null)[] => {
      const chosen = oneHot(labels, logits.shape[logits.rank - 1], { dtype: logits.dtype });
      return [null, multiply(expandDims(dy!, -1), subtract(softmax(logits), chosen))];
    },
    samples: () => [
      { inputs: [{ shape: [], values: [2], dtype: 'int32' }, { shape: [3] }], attributes: {} },
      { inputs: [{ shape: [4], values: [0, 2, 1, 1], dtype: 'int32' }, { shape: [4, 3] }], attributes: {} },
      { inputs: [{ shape: [2, 2], values: [0, 2, 1, 1], dtype: 'int32' }, { shape: [2, 2, 3] }], attributes: {} },
    ],
  },
  (run) => (labels: TensorLike, logits: TensorLike) => run([asLabels(labels), convert(logits)], {}),
);

function asLabels(labels: TensorLike): TensorLike {
  return typeof labels === 'number' || Array.isArray(labels) ? convert(labels, 'int32') : labels;
}

function inferSparse(labels: TensorSpec, logits: TensorSpec): TensorSpec {
  const name = 'sparseSoftmaxCrossEntropyWithLogits';
  if (labels.dtype !== 'int32' || !isFloat(logits.dtype)) {
    throw new DTypeError(`${name}: expected int32 labels and float logits, got ${labels.dtype} and ${logits.dtype}`);
  }
  if (logits.shape.length === 0 || !sameShape(labels.shape, logits.shape.slice(0, -1))) {
    throw new ShapeError(
      `${name}: expected labels with the shape of logits but for the last axis, got ${formatShape(labels.shape)} and ${formatShape(logits.shape)}`,
    );
  }
  return { shape: labels.shape, dtype: logits.dtype };
}
