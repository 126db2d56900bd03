/** `tf.keras.optimizers`, also `tf.optimizers`. */
import * as schedules from './schedules';

export * from './all';
export { get } from './get';
export { Optimizer, type GradientsAndVariables } from './optimizer';
export type { LearningRateSchedule } from './schedules';
export { schedules };
