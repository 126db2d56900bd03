/** A learning rate that depends on the number of steps taken. */
export interface LearningRateSchedule {
  /** The rate for the step after `step` steps. */
  call(step: number): number;
}

export interface ExponentialDecayOptions {
  initialLearningRate: number;
  decaySteps: number;
  decayRate: number;
  /** Falls in stairs of `decaySteps` instead of smoothly. */
  staircase?: boolean;
}

/** rate = initial · decayRate^(step / decaySteps). */
export class ExponentialDecay implements LearningRateSchedule {
  private readonly options: Required<ExponentialDecayOptions>;

  constructor({ staircase = false, ...rest }: ExponentialDecayOptions) {
    this.options = { ...rest, staircase };
  }

  call(step: number): number {
    const { initialLearningRate, decaySteps, decayRate, staircase } = this.options;
    const exponent = step / decaySteps;
    return initialLearningRate * decayRate ** (staircase ? Math.floor(exponent) : exponent);
  }
}
