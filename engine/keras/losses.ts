import { convert, type TensorLike } from '../tensor/convert';
import { ValueError } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { abs } from '../ops/elementwise/abs';
import { add } from '../ops/elementwise/add';
import { cast } from '../ops/elementwise/cast';
import { clipByValue } from '../ops/elementwise/clipByValue';
import { divide } from '../ops/elementwise/divide';
import { log } from '../ops/elementwise/log';
import { multiply } from '../ops/elementwise/multiply';
import { negative } from '../ops/elementwise/negative';
import { reduceMean } from '../ops/reductions/reduceMean';
import { reduceSum } from '../ops/reductions/reduceSum';
import { sigmoidCrossEntropyWithLogits } from '../ops/nn/sigmoidCrossEntropyWithLogits';
import { softmaxCrossEntropyWithLogits } from '../ops/nn/softmaxCrossEntropyWithLogits';
import { sparseSoftmaxCrossEntropyWithLogits } from '../ops/nn/sparseSoftmaxCrossEntropyWithLogits';
import { square } from '../ops/elementwise/square';
import { withLastAxis, withoutLastAxis } from './lastAxis';
import { subtract } from '../ops/elementwise/subtract';
import { snakeCase, tuple } from './names';

/** `keras.config.epsilon()`: probabilities are kept this far from 0 and 1. */
const EPSILON = 1e-7;

export interface CrossentropyOptions {
  /** The predictions are logits, not probabilities. */
  fromLogits?: boolean;
  /** Moves the labels this far towards an even guess. */
  labelSmoothing?: number;
}

/** A loss function: labels and predictions `[…, n]` → one number per example `[…]`. */
export type LossFunction = (yTrue: TensorLike, yPred: TensorLike) => Tensor;

/** mean((yTrue − yPred)²) over the last axis: `[…, n]`, `[…, n]` → `[…]`. */
export function meanSquaredError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = pair(yTrue, yPred);
  return reduceMean(square(subtract(labels, predictions)), { axis: -1 });
}

/** mean(|yTrue − yPred|) over the last axis: `[…, n]`, `[…, n]` → `[…]`. */
export function meanAbsoluteError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = pair(yTrue, yPred);
  return reduceMean(abs(subtract(labels, predictions)), { axis: -1 });
}

/** −mean(y log p + (1 − y) log(1 − p)) over the last axis: `[…, n]`, `[…, n]` → `[…]`. */
export function binaryCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits = false, labelSmoothing = 0 }: CrossentropyOptions = {},
): Tensor {
  const predictions = convert(yPred);
  const given = sameDtype(yTrue, predictions);
  const labels = labelSmoothing === 0 ? given : add(multiply(given, 1 - labelSmoothing), 0.5 * labelSmoothing);
  if (fromLogits) return reduceMean(sigmoidCrossEntropyWithLogits(labels, predictions), { axis: -1 });
  const p = clipByValue(predictions, EPSILON, 1 - EPSILON);
  const positive = multiply(labels, log(p));
  const rest = multiply(subtract(1, labels), log(subtract(1, p)));
  return reduceMean(negative(add(positive, rest)), { axis: -1 });
}

/** −Σ y log p over the last axis, for one-hot or soft labels: `[…, classes]`, `[…, classes]` → `[…]`. */
export function categoricalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits = false, labelSmoothing = 0 }: CrossentropyOptions = {},
): Tensor {
  const predictions = convert(yPred);
  const given = sameDtype(yTrue, predictions);
  const classes = predictions.shape[predictions.rank - 1];
  checkClasses('categorical_crossentropy', given, predictions);
  const labels = labelSmoothing === 0 ? given : add(multiply(given, 1 - labelSmoothing), labelSmoothing / classes);
  if (fromLogits) return softmaxCrossEntropyWithLogits(labels, predictions);
  const scaled = divide(predictions, reduceSum(predictions, { axis: -1, keepdims: true }));
  const p = clipByValue(scaled, EPSILON, 1 - EPSILON);
  return negative(reduceSum(multiply(labels, log(p)), { axis: -1 }));
}

/**
 * −log p[label]: labels `[…]` or `[…, 1]` of class numbers, predictions `[…, classes]` → `[…]`.
 * Probabilities go back to logits by their logarithm, as Keras does on TensorFlow.
 */
export function sparseCategoricalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits = false }: Pick<CrossentropyOptions, 'fromLogits'> = {},
): Tensor {
  const predictions = convert(yPred);
  const given = convert(yTrue);
  const labels = given.dtype === 'int32' ? given : cast(given, 'int32');
  const flat =
    labels.rank === predictions.rank && labels.shape[labels.rank - 1] === 1 ? withoutLastAxis(labels) : labels;
  const logits = fromLogits ? predictions : log(clipByValue(predictions, EPSILON, 1 - EPSILON));
  return sparseSoftmaxCrossEntropyWithLogits(flat, logits);
}

const BY_NAME: Readonly<Record<string, LossFunction>> = {
  mse: meanSquaredError,
  mean_squared_error: meanSquaredError,
  mae: meanAbsoluteError,
  mean_absolute_error: meanAbsoluteError,
  binary_crossentropy: binaryCrossentropy,
  categorical_crossentropy: categoricalCrossentropy,
  sparse_categorical_crossentropy: sparseCategoricalCrossentropy,
};

/** `keras.losses.get`: Keras' name or a function. Throws `ValueError` for a name that is none. */
export function getLoss(identifier: string | LossFunction): LossFunction {
  if (typeof identifier === 'function') return identifier;
  const found = BY_NAME[snakeCase(identifier)];
  if (found === undefined) {
    throw new ValueError(
      `Could not interpret loss identifier: ${identifier}. Expected one of: ${Object.keys(BY_NAME).join(', ')}`,
    );
  }
  return found;
}

/** Both in the predictions' dtype and in one rank: a last axis of size 1 is added or taken away, as Keras does. */
function pair(yTrue: TensorLike, yPred: TensorLike): [Tensor, Tensor] {
  const predictions = convert(yPred);
  const labels = sameDtype(yTrue, predictions);
  if (labels.rank === predictions.rank) return [labels, predictions];
  if (labels.rank === predictions.rank + 1 && labels.shape[labels.rank - 1] === 1) {
    return predictions.rank === 1 ? [labels, withLastAxis(predictions)] : [withoutLastAxis(labels), predictions];
  }
  if (predictions.rank === labels.rank + 1 && predictions.shape[predictions.rank - 1] === 1) {
    return labels.rank === 1 ? [withLastAxis(labels), predictions] : [labels, withoutLastAxis(predictions)];
  }
  return [labels, predictions];
}

function sameDtype(yTrue: TensorLike, predictions: Tensor): Tensor {
  const labels = convert(yTrue);
  return labels.dtype === predictions.dtype ? labels : cast(labels, predictions.dtype);
}

function checkClasses(op: string, labels: Tensor, predictions: Tensor): void {
  const same = labels.rank === predictions.rank && labels.shape.every((size, axis) => size === predictions.shape[axis]);
  if (!same) {
    throw new ValueError(
      `${op}: arguments \`target\` and \`output\` must have the same shape. Received: target.shape=${tuple(labels.shape)}, output.shape=${tuple(predictions.shape)}`,
    );
  }
}
