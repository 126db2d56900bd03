/** `tf.keras.callbacks`: what is done between the epochs and batches of `fit`. Source: `keras/src/callbacks`. */
export { Callback, LambdaCallback } from './callback';
export { EarlyStopping, type EarlyStoppingOptions } from './earlyStopping';
export { History } from './history';
export { LearningRateScheduler, ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './learningRate';
export { TerminateOnNaN } from './terminateOnNaN';
