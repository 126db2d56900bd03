import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { argmax } from '../../ops/reductions/argmax';
import { cast } from '../../ops/elementwise/cast';
import { equal } from '../../ops/elementwise/equal';
import { greater } from '../../ops/elementwise/greater';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { withoutLastAxis } from '../lastAxis';
import { getLoss, type LossFunction } from '../losses';
import { snakeCase } from '../names';

/** One number per example, averaged over all of them. */
export interface Metric {
  readonly name: string;
  readonly compute: LossFunction;
}

/** A metric by Keras' name; `accuracy` is the one that suits the shapes: binary, categorical or sparse. */
export function getMetric(identifier: string | LossFunction, loss: string | LossFunction): Metric {
  if (typeof identifier === 'function') return { name: snakeCase(identifier.name), compute: identifier };
  if (identifier !== 'accuracy' && identifier !== 'acc') return { name: identifier, compute: getLoss(identifier) };
  const sparse = getLoss(loss) === getLoss('sparse_categorical_crossentropy');
  return { name: identifier, compute: sparse ? sparseAccuracy : accuracy };
}

/** Labels `[b, 1]` above 0.5 as predicted, or `[b, classes]` with the largest in the same place → `[b]` of 0 and 1. */
function accuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const labels = convert(yTrue);
  const predictions = convert(yPred);
  if (predictions.shape[predictions.rank - 1] !== 1) {
    return cast(equal(argmax(labels, { axis: -1 }), argmax(predictions, { axis: -1 })), 'float32');
  }
  const same = equal(cast(greater(labels, 0.5), 'int32'), cast(greater(predictions, 0.5), 'int32'));
  return reduceMean(cast(same, 'float32'), { axis: -1 });
}

/** Class numbers `[b]` or `[b, 1]` against `[b, classes]` → `[b]` of 0 and 1. */
function sparseAccuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const labels = convert(yTrue);
  const predictions = convert(yPred);
  const flat = labels.rank === predictions.rank ? withoutLastAxis(labels) : labels;
  return cast(equal(cast(flat, 'int32'), argmax(predictions, { axis: -1 })), 'float32');
}
