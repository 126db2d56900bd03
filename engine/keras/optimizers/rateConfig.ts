import { ValueError } from '../../tensor/errors';
import type { LearningRate } from './options';
import * as all from './schedules';

type ScheduleClass = { fromConfig(config: object): all.LearningRateSchedule } & (abstract new (
  ...args: never[]
) => object);

const classes = Object.entries(all) as unknown as [string, ScheduleClass][];

/** A learning rate as plain data: a number, or `{ className, config }`; a function or a schedule of one's own as it is. */
export function rateConfig(rate: LearningRate): unknown {
  if (typeof rate !== 'object') return rate;
  const found = classes.find(([, one]) => rate instanceof one);
  return found === undefined ? rate : { className: found[0], config: rate.getConfig?.() };
}

/** The learning rate of that. Throws `ValueError` for a class that is no schedule. */
export function rateFrom(config: unknown): LearningRate | undefined {
  if (typeof config !== 'object' || config === null || !('className' in config)) return config as LearningRate;
  const { className, config: options } = config as { className: string; config: object };
  const found = classes.find(([name]) => name === className);
  if (found === undefined) throw new ValueError(`Could not interpret learning rate schedule: ${className}`);
  return found[1].fromConfig(options);
}
