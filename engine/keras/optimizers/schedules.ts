/** Learning rates that depend on the number of steps taken. Source: `keras/src/optimizers/schedules/learning_rate_schedule.py`. */
import { ValueError } from '../../tensor/errors';
import { type Config, optionsOf } from '../config';
import { snakeKeys } from '../snakeKeys';

/** What a schedule is made of again: `ExponentialDecay.fromConfig(schedule.getConfig())`. */
export type ScheduleConfig = Config;

export interface LearningRateSchedule {
  /** The rate for the step after `step` steps. */
  call(step: number): number;
  getConfig?(): ScheduleConfig;
}

export interface DecayOptions {
  /** Falls in stairs of `decaySteps` instead of smoothly. */
  staircase?: boolean;
  name?: string;
}

/** What falls by a factor each `decaySteps`, evenly or in stairs. */
abstract class Decay implements LearningRateSchedule {
  private readonly staircase: boolean;
  readonly name: string;

  constructor(
    className: string,
    readonly initialLearningRate: number,
    readonly decaySteps: number,
    readonly decayRate: number,
    { staircase = false, name = className }: DecayOptions,
  ) {
    demandPositive('decay_steps', decaySteps);
    this.staircase = staircase;
    this.name = name;
  }

  abstract call(step: number): number;

  getConfig(): ScheduleConfig {
    const { initialLearningRate, decaySteps, decayRate, staircase, name } = this;
    return snakeKeys({ initialLearningRate, decaySteps, decayRate, staircase, name });
  }

  /** Decays so far: step / decaySteps, whole where it falls in stairs. */
  protected decays(step: number): number {
    const decays = step / this.decaySteps;
    return this.staircase ? Math.floor(decays) : decays;
  }
}

function decayFromConfig<T>(
  Class: new (initialLearningRate: number, decaySteps: number, decayRate: number, options: DecayOptions) => T,
  config: Config,
  className: string,
): T {
  const { initialLearningRate, decaySteps, decayRate, ...rest } = optionsOf(
    config,
    className,
  ) as unknown as DecayConfig;
  return new Class(initialLearningRate, decaySteps, decayRate, rest);
}

/** rate = initial · decayRate^(step / decaySteps). */
export class ExponentialDecay extends Decay {
  constructor(initialLearningRate: number, decaySteps: number, decayRate: number, options: DecayOptions = {}) {
    super('ExponentialDecay', initialLearningRate, decaySteps, decayRate, options);
  }

  static fromConfig(config: Config): ExponentialDecay {
    return decayFromConfig(ExponentialDecay, config, 'ExponentialDecay');
  }

  call(step: number): number {
    return this.initialLearningRate * this.decayRate ** this.decays(step);
  }
}

/** rate = initial / (1 + decayRate · step / decaySteps). */
export class InverseTimeDecay extends Decay {
  constructor(initialLearningRate: number, decaySteps: number, decayRate: number, options: DecayOptions = {}) {
    super('InverseTimeDecay', initialLearningRate, decaySteps, decayRate, options);
  }

  static fromConfig(config: Config): InverseTimeDecay {
    return decayFromConfig(InverseTimeDecay, config, 'InverseTimeDecay');
  }

  call(step: number): number {
    return this.initialLearningRate / (1 + this.decayRate * this.decays(step));
  }
}

/** `values[i]` up to and with step `boundaries[i]`, the last value after all of them. */
export class PiecewiseConstantDecay implements LearningRateSchedule {
  readonly name: string;

  constructor(
    readonly boundaries: readonly number[],
    readonly values: readonly number[],
    { name = 'PiecewiseConstant' }: { name?: string } = {},
  ) {
    if (boundaries.length !== values.length - 1) {
      throw new ValueError(
        `The length of boundaries should be 1 less than the length of values. Received: boundaries=[${boundaries.join(', ')}] of length ${boundaries.length}, and values=[${values.join(', ')}] of length ${values.length}.`,
      );
    }
    this.name = name;
  }

  static fromConfig(config: Config): PiecewiseConstantDecay {
    const { boundaries, values, ...rest } = optionsOf(config, 'PiecewiseConstantDecay') as unknown as PiecewiseConfig;
    return new PiecewiseConstantDecay(boundaries, values, rest);
  }

  call(step: number): number {
    const i = this.boundaries.findIndex((boundary) => step <= boundary);
    return this.values[i < 0 ? this.values.length - 1 : i];
  }

  getConfig(): ScheduleConfig {
    return snakeKeys({ boundaries: [...this.boundaries], values: [...this.values], name: this.name });
  }
}

export interface PolynomialOptions {
  endLearningRate?: number;
  power?: number;
  /** Starts again, over more steps each time, instead of staying at the end. */
  cycle?: boolean;
  name?: string;
}

/** rate = (initial − end) · (1 − step / decaySteps)^power + end. */
export class PolynomialDecay implements LearningRateSchedule {
  private readonly options: Required<PolynomialOptions>;

  constructor(
    readonly initialLearningRate: number,
    readonly decaySteps: number,
    { endLearningRate = 0.0001, power = 1, cycle = false, name = 'PolynomialDecay' }: PolynomialOptions = {},
  ) {
    demandPositive('decay_steps', decaySteps);
    this.options = { endLearningRate, power, cycle, name };
  }

  static fromConfig(config: Config): PolynomialDecay {
    const { initialLearningRate, decaySteps, ...rest } = optionsOf(
      config,
      'PolynomialDecay',
    ) as unknown as StepsConfig & PolynomialOptions;
    return new PolynomialDecay(initialLearningRate, decaySteps, rest);
  }

  call(step: number): number {
    const { initialLearningRate, decaySteps } = this;
    const { endLearningRate, power, cycle } = this.options;
    // The first multiple of decaySteps that is not before the step.
    const steps = cycle ? decaySteps * (step === 0 ? 1 : Math.ceil(step / decaySteps)) : decaySteps;
    const p = Math.min(step, steps) / steps;
    return (initialLearningRate - endLearningRate) * (1 - p) ** power + endLearningRate;
  }

  getConfig(): ScheduleConfig {
    const { initialLearningRate, decaySteps, options } = this;
    return snakeKeys({ initialLearningRate, decaySteps, ...options });
  }
}

export interface CosineOptions {
  /** The lowest rate, as a share of the highest. */
  alpha?: number;
  name?: string;
  /** Rises by a line to this rate first, over `warmupSteps`. */
  warmupTarget?: number | null;
  warmupSteps?: number;
}

/** Half a cosine from the initial rate (or `warmupTarget`) down to `alpha` times it (Loshchilov and Hutter, 2016). */
export class CosineDecay implements LearningRateSchedule {
  private readonly options: Required<CosineOptions>;

  constructor(
    readonly initialLearningRate: number,
    readonly decaySteps: number,
    { alpha = 0, name = 'CosineDecay', warmupTarget = null, warmupSteps = 0 }: CosineOptions = {},
  ) {
    demandPositive('decay_steps', decaySteps);
    this.options = { alpha, name, warmupTarget, warmupSteps };
  }

  static fromConfig(config: Config): CosineDecay {
    const { initialLearningRate, decaySteps, ...rest } = optionsOf(config, 'CosineDecay') as unknown as StepsConfig &
      CosineOptions;
    return new CosineDecay(initialLearningRate, decaySteps, rest);
  }

  call(step: number): number {
    const { initialLearningRate, decaySteps } = this;
    const { alpha, warmupTarget, warmupSteps } = this.options;
    if (warmupTarget === null) return initialLearningRate * cosine(Math.min(step, decaySteps) / decaySteps, alpha);
    const at = Math.min(step, decaySteps + warmupSteps);
    if (at >= warmupSteps) return warmupTarget * cosine((at - warmupSteps) / decaySteps, alpha);
    return (warmupTarget - initialLearningRate) * (at / warmupSteps) + initialLearningRate;
  }

  getConfig(): ScheduleConfig {
    const { initialLearningRate, decaySteps, options } = this;
    return snakeKeys({ initialLearningRate, decaySteps, ...options });
  }
}

export interface RestartOptions {
  /** How many times longer each period is than the one before. */
  tMul?: number;
  /** How many times higher each period starts. */
  mMul?: number;
  alpha?: number;
  name?: string;
}

/** Half a cosine again and again, each period longer and lower (Loshchilov and Hutter, 2016). */
export class CosineDecayRestarts implements LearningRateSchedule {
  private readonly options: Required<RestartOptions>;

  constructor(
    readonly initialLearningRate: number,
    readonly firstDecaySteps: number,
    { tMul = 2, mMul = 1, alpha = 0, name = 'SGDRDecay' }: RestartOptions = {},
  ) {
    demandPositive('first_decay_steps', firstDecaySteps);
    this.options = { tMul, mMul, alpha, name };
  }

  static fromConfig(config: Config): CosineDecayRestarts {
    const { initialLearningRate, firstDecaySteps, ...rest } = optionsOf(
      config,
      'CosineDecayRestarts',
    ) as unknown as RestartConfig;
    return new CosineDecayRestarts(initialLearningRate, firstDecaySteps, rest);
  }

  call(step: number): number {
    const { tMul, mMul, alpha } = this.options;
    const [period, fraction] = restart(step / this.firstDecaySteps, tMul);
    const height = 0.5 * mMul ** period * (1 + Math.cos(Math.PI * fraction));
    return this.initialLearningRate * ((1 - alpha) * height + alpha);
  }

  getConfig(): ScheduleConfig {
    const { initialLearningRate, firstDecaySteps, options } = this;
    return snakeKeys({ initialLearningRate, firstDecaySteps, ...options });
  }
}

interface StepsConfig {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
}
type DecayConfig = StepsConfig & DecayOptions & { readonly decayRate: number };
type PiecewiseConfig = { readonly boundaries: readonly number[]; readonly values: readonly number[]; name?: string };
type RestartConfig = RestartOptions & { readonly initialLearningRate: number; readonly firstDecaySteps: number };

function cosine(fraction: number, alpha: number): number {
  return (1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * fraction)) + alpha;
}

/** Which period, and how much of it is over. Periods 1, t, t², … add up to (1 − tⁱ) / (1 − t). */
function restart(fraction: number, tMul: number): [period: number, fraction: number] {
  if (tMul === 1) return [Math.floor(fraction), fraction - Math.floor(fraction)];
  const period = Math.floor(Math.log(1 - fraction * (1 - tMul)) / Math.log(tMul));
  const before = (1 - tMul ** period) / (1 - tMul);
  return [period, (fraction - before) / tMul ** period];
}

function demandPositive(name: string, value: number): void {
  if (!(value > 0)) throw new ValueError(`Argument \`${name}\` must be > 0. Received: ${name}=${value}`);
}
