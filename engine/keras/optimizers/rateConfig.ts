import { ValueError } from '../../tensor/errors';
import { isSerialized, serialized } from '../config';
import type { LearningRate } from './options';
import * as all from './schedules';

type ScheduleClass = { fromConfig(config: object): all.LearningRateSchedule } & (abstract new (
  ...args: never[]
) => object);

const classes = Object.entries(all) as unknown as [string, ScheduleClass][];

/** A learning rate as Keras writes it: a number, or a schedule with its class; a function or a schedule of one's own as it is. */
export function rateConfig(rate: LearningRate): unknown {
  if (typeof rate !== 'object') return rate;
  const found = classes.find(([, one]) => rate instanceof one);
  if (found === undefined) return rate;
  return serialized('keras.optimizers.schedules', found[0], rate.getConfig?.() ?? {});
}

/** The learning rate of that. Throws `ValueError` for a class that is no schedule. */
export function rateFrom(config: unknown): LearningRate | undefined {
  if (!isSerialized(config)) return config as LearningRate;
  const { class_name: className, config: options } = config;
  const found = classes.find(([name]) => name === className);
  if (found === undefined) throw new ValueError(`Could not interpret learning rate schedule: ${className}`);
  return found[1].fromConfig(options);
}
