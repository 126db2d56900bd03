/** `tf.keras.losses`, also `tf.losses`, with the short names that Keras gives them too. */
export * from './losses/all';
export { get } from './losses/get';
export { Loss } from './losses/loss';
export {
  binaryCrossentropy as bce,
  klDivergence as KLD,
  klDivergence as kld,
  klDivergence as kullbackLeiblerDivergence,
  logCosh as logcosh,
  meanAbsoluteError as MAE,
  meanAbsoluteError as mae,
  meanAbsolutePercentageError as MAPE,
  meanAbsolutePercentageError as mape,
  meanSquaredError as MSE,
  meanSquaredError as mse,
  meanSquaredLogarithmicError as MSLE,
  meanSquaredLogarithmicError as msle,
} from './losses/all';
