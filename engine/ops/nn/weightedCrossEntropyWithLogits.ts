import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape, sameShape } from '../../tensor/shape';
import { add } from '../elementwise/add';
import { multiply } from '../elementwise/multiply';
import { negative } from '../elementwise/negative';
import { subtract } from '../elementwise/subtract';
import { defineComposite } from '../composite';
import { inferFloat } from '../families/unary';
import { softplus } from './softplus';

/**
 * labels and logits `[…]` of one shape, a weight that broadcasts → `[…]`:
 * (1 − z) x + (1 + (q − 1) z) ln(1 + e^−x), which overflows nowhere. Throws when the shapes differ.
 */
export const weightedCrossEntropyWithLogits = defineComposite(
  {
    name: 'weightedCrossEntropyWithLogits',
    tf: {
      names: ['tf.nn.weighted_cross_entropy_with_logits'],
      signature: ['labels', 'logits', 'pos_weight'].map((name) => ({ name })),
    },
    doc: 'Cross-entropy with the logistic function of logits, where the positive labels count with a weight.',
    formula: String.raw`y = -q\,z \ln \sigma(x) - (1 - z) \ln (1 - \sigma(x))`,
    differentiable: true,
    evaluate: ([labels, logits, weight]) => {
      inferFloat('weightedCrossEntropyWithLogits', logits);
      if (!sameShape(labels.shape, logits.shape)) {
        throw new ShapeError(
          `weightedCrossEntropyWithLogits: expected labels and logits of one shape, got ${formatShape(labels.shape)} and ${formatShape(logits.shape)}`,
        );
      }
      const share = add(1, multiply(subtract(weight, 1), labels));
      return add(multiply(subtract(1, labels), logits), multiply(share, softplus(negative(logits))));
    },
    samples: () => [
      { inputs: [{ shape: [4], range: [0, 1] }, { shape: [4] }, { shape: [], values: [2.5] }], attributes: {} },
      {
        inputs: [{ shape: [2, 3], range: [0, 1] }, { shape: [2, 3] }, { shape: [3], range: [0.5, 3] }],
        attributes: {},
      },
    ],
  },
  (run) => (labels: TensorLike, logits: TensorLike, posWeight: TensorLike) => run([labels, logits, posWeight], {}),
);
