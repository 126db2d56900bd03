import { convert, type TensorLike } from '../../tensor/convert';
import { isFloat } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import { sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { cast } from '../../ops/elementwise/cast';
import { clipByValue } from '../../ops/elementwise/clipByValue';
import { log } from '../../ops/elementwise/log';
import { multiply } from '../../ops/elementwise/multiply';
import { notEqual } from '../../ops/elementwise/notEqual';
import { where } from '../../ops/elementwise/where';
import { sparseSoftmaxCrossEntropyWithLogits } from '../../ops/nn/sparseSoftmaxCrossEntropyWithLogits';
import { expandDims } from '../../ops/shapes/expandDims';
import { reshape } from '../../ops/shapes/reshape';
import { withoutLastAxis } from '../lastAxis';
import { tuple } from '../names';
import { LossFunctionWrapper, type LossOptions } from './loss';
import { castTo, EPSILON } from './operands';

export interface SparseCrossentropyOptions {
  /** The predictions are logits, not probabilities. */
  fromLogits?: boolean;
  /** Examples of this class cost nothing; it may be no class at all, as −1 or 255. */
  ignoreClass?: number | null;
  /** Only the last one. */
  axis?: number;
}

/**
 * −ln p[label]: labels `[…]` or `[…, 1]` of class numbers, predictions `[…, classes]` → `[…]`.
 * Probabilities go back to logits by their logarithm, as Keras does on TensorFlow. Throws `ValueError`
 * for another axis than the last, and unless labels have the predictions' shape without it.
 */
export function sparseCategoricalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits = false, ignoreClass = null, axis = -1 }: SparseCrossentropyOptions = {},
): Tensor {
  const given = convert(yPred);
  const predictions = isFloat(given.dtype) ? given : cast(given, 'float32');
  const labels = classNumbers(convert(yTrue), predictions, axis);
  if (ignoreClass === null) return crossentropy(labels, predictions, fromLogits);
  const valid = notEqual(labels, ignoreClass);
  const kept = multiply(predictions, expandDims(cast(valid, predictions.dtype), -1));
  const losses = crossentropy(multiply(labels, cast(valid, 'int32')), kept, fromLogits);
  return where(valid, losses, cast(0, losses.dtype));
}

/** `sparseCategoricalCrossentropy`, reduced over the batch; a mean leaves ignored examples out. */
export class SparseCategoricalCrossentropy extends LossFunctionWrapper<SparseCrossentropyOptions> {
  constructor({
    fromLogits = false,
    ignoreClass = null,
    axis = -1,
    name = 'sparse_categorical_crossentropy',
    ...rest
  }: SparseCrossentropyOptions & LossOptions = {}) {
    super(sparseCategoricalCrossentropy, { name, ...rest }, { fromLogits, ignoreClass, axis });
  }

  protected override mask(yTrue: Tensor, losses: Tensor): Tensor | null {
    const { ignoreClass = null } = this.options;
    return ignoreClass === null ? null : reshape(notEqual(yTrue, ignoreClass), losses.shape);
  }
}

function crossentropy(labels: Tensor, predictions: Tensor, fromLogits: boolean): Tensor {
  const logits = fromLogits ? predictions : log(clipByValue(predictions, EPSILON, 1 - EPSILON));
  return sparseSoftmaxCrossEntropyWithLogits(labels, logits);
}

/** int32 labels in the predictions' shape without its last axis. */
function classNumbers(given: Tensor, predictions: Tensor, axis: number): Tensor {
  const { rank, shape } = predictions;
  if (axis !== -1 && axis !== rank - 1) {
    throw new ValueError(
      `sparse_categorical_crossentropy: only axis=-1 is currently supported. Received: axis=${axis}`,
    );
  }
  const column = given.rank === rank && given.shape[given.rank - 1] === 1;
  const labels = castTo(column ? withoutLastAxis(given) : given, 'int32');
  if (sameShape(labels.shape, shape.slice(0, -1))) return labels;
  const fault =
    labels.rank === rank - 1
      ? 'arguments `target` and `output` must have the same shape up until the last dimension:'
      : 'argument `output` must have rank (ndim) `target.ndim + 1`. Received:';
  throw new ValueError(
    `sparse_categorical_crossentropy: ${fault} target.shape=${tuple(labels.shape)}, output.shape=${tuple(shape)}`,
  );
}
