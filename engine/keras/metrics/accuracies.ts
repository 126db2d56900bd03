/** How often predictions are right. Source: `keras/src/metrics/accuracy_metrics.py`. */
import { convert, type TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { equal } from '../../ops/elementwise/equal';
import { greater } from '../../ops/elementwise/greater';
import { argmax } from '../../ops/reductions/argmax';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { withLastAxis, withoutLastAxis } from '../lastAxis';
import { castTo, pair, squeezeOrExpandToSameRank } from '../losses/operands';
import { MeanMetricWrapper } from './mean';
import type { MetricOptions } from './metric';

/** The share of elements in which both are equal: `[…, n]`, `[…, n]` → `[…]`. */
export function accuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [labels, predictions] = pair(yTrue, yPred);
  return reduceMean(castTo(equal(labels, predictions), 'float32'), { axis: -1 });
}

/** The share of elements that are on the label's side of the threshold: `[…, n]`, `[…, n]` → `[…]`. */
export function binaryAccuracy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { threshold = 0.5 }: { threshold?: number } = {},
): Tensor {
  const [labels, predictions] = squeezeOrExpandToSameRank(convert(yTrue), convert(yPred));
  const sides = castTo(greater(castTo(predictions, 'float32'), threshold), labels.dtype);
  return reduceMean(castTo(equal(labels, sides), 'float32'), { axis: -1 });
}

/** 1 where the largest prediction is in the label's place, else 0: `[…, classes]`, `[…, classes]` → `[…]`. */
export function categoricalAccuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  return castTo(equal(place(yTrue), place(yPred)), 'float32');
}

/** 1 where the largest prediction is in place `label`, else 0: `[…]` or `[…, 1]`, `[…, classes]` → `[…]`. */
export function sparseCategoricalAccuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const given = convert(yTrue);
  const predictions = convert(yPred);
  const column = given.rank === predictions.rank && given.shape[given.rank - 1] === 1;
  const labels = column ? withoutLastAxis(given) : given;
  const matches = castTo(equal(labels, castTo(place(predictions), labels.dtype)), 'float32');
  // Labels [b, 1, 1] leave matches [b, 1]: Keras takes that axis away too.
  const shaped = column ? withLastAxis(matches) : matches;
  return shaped.rank > 1 && shaped.shape[shaped.rank - 1] === 1 ? withoutLastAxis(shaped) : shaped;
}

/** The mean of `accuracy`. */
export class Accuracy extends MeanMetricWrapper {
  override readonly direction = 'up';
  constructor({ name = 'accuracy', ...rest }: MetricOptions = {}) {
    super(accuracy, { name, ...rest });
  }
}

/** The mean of `binaryAccuracy`. Throws `ValueError` unless 0 < threshold < 1. */
export class BinaryAccuracy extends MeanMetricWrapper<{ threshold?: number }> {
  override readonly direction = 'up';
  constructor({ name = 'binary_accuracy', threshold = 0.5, ...rest }: MetricOptions & { threshold?: number } = {}) {
    if (!(threshold > 0 && threshold < 1)) {
      throw new ValueError(
        `Invalid value for argument \`threshold\`. Expected a value in interval (0, 1). Received: threshold=${threshold}`,
      );
    }
    super(binaryAccuracy, { name, ...rest }, { threshold });
  }
}

/** The mean of `categoricalAccuracy`. */
export class CategoricalAccuracy extends MeanMetricWrapper {
  override readonly direction = 'up';
  constructor({ name = 'categorical_accuracy', ...rest }: MetricOptions = {}) {
    super(categoricalAccuracy, { name, ...rest });
  }
}

/** The mean of `sparseCategoricalAccuracy`. */
export class SparseCategoricalAccuracy extends MeanMetricWrapper {
  override readonly direction = 'up';
  constructor({ name = 'sparse_categorical_accuracy', ...rest }: MetricOptions = {}) {
    super(sparseCategoricalAccuracy, { name, ...rest });
  }
}

/** Where the largest one is. */
function place(x: TensorLike): Tensor {
  const given = convert(x);
  return argmax(given.dtype === 'bool' ? castTo(given, 'int32') : given, { axis: -1 });
}
