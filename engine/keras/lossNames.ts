/** `tf.keras.losses`, also `tf.losses`, with the short names that Keras gives them too. */
export {
  binaryCrossentropy,
  categoricalCrossentropy,
  meanAbsoluteError,
  meanAbsoluteError as mae,
  meanSquaredError,
  meanSquaredError as mse,
  sparseCategoricalCrossentropy,
} from './losses';
