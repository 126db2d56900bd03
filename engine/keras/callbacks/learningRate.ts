import { ValueError } from '../../tensor/errors';
import type { Optimizer } from '../optimizers/optimizer';
import { Callback, type Logs, type TrainedModel } from './callback';
import { MonitorCallback, type MonitorOptions } from './monitor';

/** Sets the learning rate at the beginning of each epoch, `schedule(epoch, rate)`, and logs it as `learning_rate`. */
export class LearningRateScheduler extends Callback {
  constructor(private readonly schedule: (epoch: number, learningRate: number) => number) {
    super();
  }

  onEpochBegin(epoch: number): void {
    const optimizer = optimizerOf(this.model);
    const rate = this.schedule(epoch, optimizer.learningRate);
    if (typeof rate !== 'number') {
      throw new ValueError(`The output of the \`schedule\` function should be a float. Got: ${String(rate)}`);
    }
    optimizer.learningRate = rate;
  }

  onEpochEnd(_epoch: number, logs: Logs): void {
    logs.learning_rate = optimizerOf(this.model).learningRate;
  }
}

export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** What the rate is multiplied by. */
  factor?: number;
  /** Epochs to wait for something better. */
  patience?: number;
  /** Epochs after a reduction in which nothing is counted. */
  cooldown?: number;
  minLr?: number;
}

/**
 * Multiplies the learning rate by `factor` when what it watches has not got better for `patience` epochs, and logs
 * it as `learning_rate`. Source: `keras/src/callbacks/reduce_lr_on_plateau.py`.
 */
export class ReduceLROnPlateau extends MonitorCallback {
  private wait = 0;
  private cooldownLeft = 0;
  private readonly options: Required<Omit<ReduceLROnPlateauOptions, keyof MonitorOptions>>;

  constructor({
    factor = 0.1,
    patience = 10,
    minDelta = 1e-4,
    cooldown = 0,
    minLr = 0,
    ...rest
  }: ReduceLROnPlateauOptions = {}) {
    if (factor >= 1) {
      throw new ValueError(`ReduceLROnPlateau does not support a factor >= 1.0. Received factor=${factor}`);
    }
    super('ReduceLROnPlateau', { ...rest, minDelta });
    this.options = { factor, patience, cooldown, minLr };
  }

  onTrainBegin(): void {
    this.best = null;
    this.wait = 0;
    this.cooldownLeft = 0;
  }

  onEpochEnd(_epoch: number, logs: Logs): void {
    this.decideMode();
    logs.learning_rate = optimizerOf(this.model).learningRate;
    const value = this.valueIn(logs, 'Learning rate reduction is conditioned');
    if (value === null) return;
    if (this.cooldownLeft > 0) {
      this.cooldownLeft--;
      this.wait = 0;
    }
    if (this.isImprovement(value, this.best)) {
      this.best = value;
      this.wait = 0;
    } else if (this.cooldownLeft === 0) {
      this.wait++;
      if (this.wait >= this.options.patience) this.reduce(optimizerOf(this.model));
    }
  }

  private reduce(optimizer: Optimizer): void {
    const { factor, minLr, cooldown } = this.options;
    if (optimizer.learningRate <= Math.fround(minLr)) return;
    optimizer.learningRate = Math.max(optimizer.learningRate * factor, minLr);
    this.cooldownLeft = cooldown;
    this.wait = 0;
  }
}

function optimizerOf(model: TrainedModel | null): Optimizer {
  const optimizer = model?.optimizer ?? null;
  if (optimizer === null) throw new ValueError('Optimizer must have a "learning_rate" attribute.');
  return optimizer;
}
