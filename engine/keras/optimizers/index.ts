/** `tf.keras.optimizers`, also `tf.optimizers`. */
import { ExponentialDecay } from './schedules';

export { Adam, type AdamOptions } from './adam';
export { Optimizer, type GradientsAndVariables } from './optimizer';
export { SGD, type SGDOptions } from './sgd';
export type { LearningRateSchedule } from './schedules';

export const schedules = { ExponentialDecay };
