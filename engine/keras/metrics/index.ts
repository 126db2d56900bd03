/** `tf.keras.metrics`, also `tf.metrics`: the classes, and the functions that Keras has here too. */
export * from './all';
export { binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './accuracies';
export { get } from './get';
export { MeanMetricWrapper } from './mean';
export { Metric } from './metric';
export { sparseTopKCategoricalAccuracy, topKCategoricalAccuracy } from './topK';
export {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalHinge,
  hinge,
  huber,
  klDivergence,
  klDivergence as KLD,
  klDivergence as kld,
  logCosh,
  logCosh as logcosh,
  meanAbsoluteError,
  meanAbsoluteError as MAE,
  meanAbsoluteError as mae,
  meanAbsolutePercentageError,
  meanAbsolutePercentageError as MAPE,
  meanAbsolutePercentageError as mape,
  meanSquaredError,
  meanSquaredError as MSE,
  meanSquaredError as mse,
  meanSquaredLogarithmicError,
  meanSquaredLogarithmicError as MSLE,
  meanSquaredLogarithmicError as msle,
  poisson,
  sparseCategoricalCrossentropy,
  squaredHinge,
} from '../losses/all';
