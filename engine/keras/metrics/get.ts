import type { TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { isSerialized, optionsOf, type Serialized } from '../config';
import { snakeCase } from '../names';
import { BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy } from './accuracies';
import * as all from './all';
import { MeanMetricWrapper } from './mean';
import { LabelMetric, Metric } from './metric';

/** Keras' short names. */
const SHORT: Readonly<Record<string, string>> = {
  bce: 'binary_crossentropy',
  mae: 'mean_absolute_error',
  mape: 'mean_absolute_percentage_error',
  mse: 'mean_squared_error',
  msle: 'mean_squared_logarithmic_error',
};

const classes = new Map(Object.entries(all).map(([name, made]) => [snakeCase(name), made as MetricClass]));

type MetricClass = new (options?: object) => Metric;

/** A function of labels and predictions: one number for each example. */
export type MetricFunction = (yTrue: TensorLike, yPred: TensorLike) => Tensor;

/** A metric as `compile` takes it: an object, a function, a name, or a class name with options. */
export type MetricLike =
  | Metric
  | MetricFunction
  | string
  | Serialized
  | { readonly className: string; readonly config?: Record<string, unknown> };

/**
 * `keras.metrics.get`: a new metric by its class's name (`MeanSquaredError`, `mean_squared_error`, `mse`)
 * or by `{ className, config }`; an object, a function or null as it is. Throws `ValueError` for
 * anything else.
 */
export function get(identifier: MetricLike): Metric | MetricFunction;
export function get(identifier: MetricLike | null): Metric | MetricFunction | null;
export function get(identifier: MetricLike | null): Metric | MetricFunction | null {
  if (identifier === null || identifier instanceof Metric || typeof identifier === 'function') return identifier;
  const [name, config] = parts(identifier);
  const found = classes.get(SHORT[name.toLowerCase()] ?? snakeCase(name));
  if (found === undefined) {
    const names = [...classes.keys()].join(', ');
    throw new ValueError(`Could not interpret metric identifier: ${name}. Expected one of: ${names}`);
  }
  return new found(config);
}

function parts(identifier: Exclude<MetricLike, Metric | MetricFunction>): [name: string, options: object] {
  if (typeof identifier === 'string') return [identifier, {}];
  const name = isSerialized(identifier) ? identifier.class_name : identifier.className;
  return [name, optionsOf(identifier.config ?? {}, name)];
}

/**
 * The metric that `compile` means, once labels and predictions have shapes: `accuracy` (or `acc`) is the
 * binary one for predictions `[…, 1]`, the sparse one for labels of a lower rank or `[…, 1]`, else the
 * categorical one; a function becomes its mean. A metric by name carries that name. Source:
 * `keras/src/trainers/compile_utils.py`, `get_metric`.
 */
export function metricFor(
  identifier: MetricLike,
  yTrueShape: readonly number[],
  yPredShape: readonly number[],
): LabelMetric {
  if (typeof identifier === 'string' && ['accuracy', 'acc'].includes(identifier.toLowerCase())) {
    const classes = yPredShape[yPredShape.length - 1];
    if (classes === 1) return new BinaryAccuracy({ name: identifier });
    const sparse = yTrueShape.length < yPredShape.length || yTrueShape[yTrueShape.length - 1] === 1;
    return sparse ? new SparseCategoricalAccuracy({ name: identifier }) : new CategoricalAccuracy({ name: identifier });
  }
  const found = get(identifier);
  if (typeof found === 'function') return new MeanMetricWrapper(found, { name: snakeCase(found.name) });
  if (!(found instanceof LabelMetric)) {
    throw new ValueError(`${found.name}: expected a metric of labels and predictions, got one of values`);
  }
  if (typeof identifier === 'string') found.name = identifier;
  return found;
}
