/** True and false positives and negatives at thresholds. Source: `keras/src/metrics/metrics_utils.py`. */
import { convert, fromData, type TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { ceil } from '../../ops/elementwise/ceil';
import { clipByValue } from '../../ops/elementwise/clipByValue';
import { greater } from '../../ops/elementwise/greater';
import { greaterEqual } from '../../ops/elementwise/greaterEqual';
import { maximum } from '../../ops/elementwise/maximum';
import { multiply } from '../../ops/elementwise/multiply';
import { notEqual } from '../../ops/elementwise/notEqual';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { broadcastTo } from '../../ops/shapes/broadcastTo';
import { expandDims } from '../../ops/shapes/expandDims';
import { gather } from '../../ops/shapes/gather';
import { reshape } from '../../ops/shapes/reshape';
import { castTo, demandSameShape, squeezeOrExpandToSameRank } from '../losses/operands';
import { tuple } from '../names';
import { topKMask } from './topK';

/** Below every prediction: with `topK`, what is not among the k largest. */
export const NEGATIVE_INFINITY = -1e10;

export interface ConfusionOptions {
  /** One count for each: a prediction is positive above it. */
  thresholds: readonly number[];
  /** Only the k largest of an example can be positive. */
  topK?: number | null;
  /** Looks at this class alone. */
  classId?: number | null;
  sampleWeight?: TensorLike | null;
  /** Counts each column by itself: `[thresholds, columns]`. */
  multiLabel?: boolean;
  /** Weights of the columns. */
  labelWeights?: Tensor | null;
  /** The thresholds are 0, 1/n, … 1: predictions are counted in buckets, as Keras does. */
  evenly?: boolean;
}

/** Each `[thresholds]`, or `[thresholds, columns]`. */
export interface Confusion {
  readonly truePositives: Tensor;
  readonly falsePositives: Tensor;
  readonly trueNegatives: Tensor;
  readonly falseNegatives: Tensor;
}

/** Labels (anything but 0 is true) and predictions of one shape. Throws `ValueError` for other shapes. */
export function confusion(yTrue: TensorLike, yPred: TensorLike, options: ConfusionOptions): Confusion {
  const { topK = null, classId = null, multiLabel = false } = options;
  const dtype = 'float32';
  let [predictions, labels] = squeezeOrExpandToSameRank(castTo(convert(yPred), dtype), castTo(convert(yTrue), dtype));
  demandSameShape('confusion matrix', labels, predictions);
  const sampleWeight = weightsLike(labels, options.sampleWeight ?? null);
  if (topK !== null) predictions = keepTopK(predictions, topK);
  if (classId !== null) [labels, predictions] = [labels, predictions].map((one) => column(one, classId));
  let weights = sampleWeight === null ? null : broadcastTo(sampleWeight, predictions.shape);
  if (options.labelWeights) {
    const wide = broadcastTo(expandDims(options.labelWeights, 0), predictions.shape);
    weights = weights === null ? wide : multiply(weights, wide);
  }
  return count(labels, predictions, weights, options, multiLabel);
}

/** Thresholds as an option gives them, as a list. Throws `ValueError` outside 0 to 1. */
export function thresholdsOf(given: number | readonly number[] | null, fallback: number): readonly number[] {
  if (given === null) return [fallback];
  const list = typeof given === 'number' ? [given] : given;
  const wrong = list.filter((one) => !(one >= 0 && one <= 1));
  if (wrong.length > 0) {
    throw new ValueError(
      `Threshold values must be in range [0, 1]. Received: thresholds=[${list.join(', ')}], of which [${wrong.join(', ')}] are not`,
    );
  }
  return list;
}

/** Examples and columns `[n, c]` (one column unless they count by themselves) against `[t, 1, 1]` thresholds. */
function count(
  labels: Tensor,
  predictions: Tensor,
  weights: Tensor | null,
  { thresholds, evenly = false }: ConfusionOptions,
  multiLabel: boolean,
): Confusion {
  const rows = (x: Tensor) => (multiLabel ? x : reshape(x, [-1, 1]));
  const truth = castTo(notEqual(rows(labels), 0), 'float32');
  const weigh = (x: Tensor) => (weights === null ? x : multiply(x, rows(weights)));
  const [positive, negative] = [weigh(truth), weigh(subtract(1, truth))];
  const called = castTo(isAbove(rows(predictions), thresholds, evenly), 'float32');
  const shaped = (x: Tensor) => (multiLabel ? x : reshape(x, [-1]));
  const [truePositives, falsePositives] = [positive, negative].map((one) =>
    reduceSum(multiply(called, expandDims(one, 0)), { axis: 1 }),
  );
  const rest = (all: Tensor, some: Tensor) => shaped(subtract(expandDims(reduceSum(all, { axis: 0 }), 0), some));
  return {
    truePositives: shaped(truePositives),
    falsePositives: shaped(falsePositives),
    trueNegatives: rest(negative, falsePositives),
    falseNegatives: rest(positive, truePositives),
  };
}

/** `[n, c]` above thresholds: bool `[t, n, c]`. */
function isAbove(predictions: Tensor, thresholds: readonly number[], evenly: boolean): Tensor {
  const n = thresholds.length;
  const wide = expandDims(predictions, 0);
  const against = (values: readonly number[]) => fromData(Float32Array.from(values), [n, 1, 1], 'float32');
  if (!evenly) return greater(wide, against(thresholds));
  // Bucket k holds (k, k + 1] / (n − 1); the lowest threshold lies below 0, so that 0 is above it too.
  const bucket = maximum(add(ceil(multiply(clipByValue(wide, 0, 1), n - 1)), -1), 0);
  return greaterEqual(bucket, against(thresholds.map((_, k) => k)));
}

/** Weights of examples get a last axis where labels have one. */
function weightsLike(labels: Tensor, sampleWeight: TensorLike | null): Tensor | null {
  if (sampleWeight === null) return null;
  const wide = expandDims(castTo(convert(sampleWeight), 'float32'), -1);
  return squeezeOrExpandToSameRank(labels, wide, false)[1];
}

function keepTopK(predictions: Tensor, k: number): Tensor {
  const mask = topKMask(predictions, k);
  return add(multiply(predictions, mask), multiply(NEGATIVE_INFINITY, subtract(1, mask)));
}

function column(x: Tensor, classId: number): Tensor {
  if (x.rank === 1) {
    throw new ValueError(
      `When class_id is provided, y_pred must be a 2D array with shape (num_samples, num_classes), found shape: ${tuple(x.shape)}`,
    );
  }
  return gather(x, [classId], { axis: -1 });
}
