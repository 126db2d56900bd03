/** How often the right class is among the k largest predictions. Source: `keras/src/metrics/accuracy_metrics.py`. */
import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { greater } from '../../ops/elementwise/greater';
import { isFinite } from '../../ops/elementwise/isFinite';
import { equal } from '../../ops/elementwise/equal';
import { less } from '../../ops/elementwise/less';
import { logicalAnd } from '../../ops/elementwise/logicalAnd';
import { logicalOr } from '../../ops/elementwise/logicalOr';
import { where } from '../../ops/elementwise/where';
import { argmax } from '../../ops/reductions/argmax';
import { reduceAll } from '../../ops/reductions/reduceAll';
import { reduceAny } from '../../ops/reductions/reduceAny';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { expandDims } from '../../ops/shapes/expandDims';
import { range } from '../../ops/shapes/range';
import { reshape } from '../../ops/shapes/reshape';
import { castTo } from '../losses/operands';
import { MeanMetricWrapper } from './mean';
import type { MetricOptions } from './metric';

export interface TopKOptions {
  k?: number;
}

/** 1 where the class of the one-hot label is among the k largest, else 0: `[…, classes]`, `[…, classes]` → `[…]`. */
export function topKCategoricalAccuracy(yTrue: TensorLike, yPred: TensorLike, { k = 5 }: TopKOptions = {}): Tensor {
  return inTopK(argmax(castTo(convert(yTrue), 'float32'), { axis: -1 }), convert(yPred), k);
}

/** 1 where class `label` is among the k largest, else 0: `[…]` or `[…, 1]`, `[…, classes]` → the labels' shape. */
export function sparseTopKCategoricalAccuracy(
  yTrue: TensorLike,
  yPred: TensorLike,
  { k = 5 }: TopKOptions = {},
): Tensor {
  return inTopK(castTo(convert(yTrue), 'int32'), convert(yPred), k);
}

/** The mean of `topKCategoricalAccuracy`. */
export class TopKCategoricalAccuracy extends MeanMetricWrapper<TopKOptions> {
  override readonly direction = 'up';
  constructor({ k = 5, name = 'top_k_categorical_accuracy', ...rest }: TopKOptions & MetricOptions = {}) {
    super(topKCategoricalAccuracy, { name, ...rest }, { k });
  }
}

/** The mean of `sparseTopKCategoricalAccuracy`. */
export class SparseTopKCategoricalAccuracy extends MeanMetricWrapper<TopKOptions> {
  override readonly direction = 'up';
  constructor({ k = 5, name = 'sparse_top_k_categorical_accuracy', ...rest }: TopKOptions & MetricOptions = {}) {
    super(sparseTopKCategoricalAccuracy, { name, ...rest }, { k });
  }
}

/**
 * `tf.math.in_top_k`: fewer than k predictions are larger, so that a tie is in. Never where a prediction
 * is not finite or the class does not exist.
 */
function inTopK(labels: Tensor, predictions: Tensor, k: number): Tensor {
  const classes = predictions.shape[predictions.rank - 1];
  const rows = reshape(castTo(predictions, 'float32'), [-1, classes]);
  const chosen = equal(reshape(labels, [-1, 1]), range(classes));
  const own = reduceSum(where(chosen, rows, 0), { axis: -1, keepdims: true });
  const larger = reduceSum(castTo(greater(rows, own), 'int32'), { axis: -1 });
  const told = logicalAnd(reduceAll(isFinite(rows), { axis: -1 }), reduceAny(chosen, { axis: -1 }));
  return reshape(castTo(logicalAnd(told, less(larger, k)), 'float32'), labels.shape);
}

/** 1 for the k largest of each row, the first of equals, else 0: `[…, n]` → `[…, n]`. */
export function topKMask(x: Tensor, k: number): Tensor {
  const n = x.shape[x.rank - 1];
  const [own, other] = [expandDims(x, -1), expandDims(x, -2)];
  const place = range(n);
  const earlier = less(expandDims(place, 0), expandDims(place, 1));
  const before = logicalOr(greater(other, own), logicalAnd(equal(other, own), earlier));
  return castTo(less(reduceSum(castTo(before, 'int32'), { axis: -1 }), k), x.dtype);
}
