/** `tf.keras.callbacks`: what is done between the epochs and batches of `fit`. Source: `keras/src/callbacks`. */
import { ValueError } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import type { Optimizer } from './optimizers/optimizer';

export type Logs = Readonly<Record<string, number>>;

/** What a callback may do with the model that trains. */
export interface TrainedModel {
  /** Ends training after the epoch when it is set. */
  stopTraining: boolean;
  readonly optimizer: Optimizer | null;
  getWeights(): Tensor[];
  setWeights(values: readonly Tensor[]): void;
}

/** As `fit` takes it: an object with any of these. */
export interface CallbackLike {
  setModel?(model: TrainedModel): void;
  onTrainBegin?(logs: Logs): void;
  onTrainEnd?(logs: Logs): void;
  onEpochBegin?(epoch: number, logs: Logs): void;
  onEpochEnd?(epoch: number, logs: Logs): void;
  onTrainBatchBegin?(batch: number, logs: Logs): void;
  onTrainBatchEnd?(batch: number, logs: Logs): void;
}

/** Knows the model that it is called for. */
export class Callback implements CallbackLike {
  protected model: TrainedModel | null = null;

  setModel(model: TrainedModel): void {
    this.model = model;
  }
}

/** Functions as a callback. */
export class LambdaCallback extends Callback {
  constructor(functions: Omit<CallbackLike, 'setModel'> = {}) {
    super();
    Object.assign(this, functions);
  }
}

type Mode = 'auto' | 'min' | 'max';

interface Watching {
  monitor?: string;
  minDelta?: number;
  patience?: number;
  mode?: Mode;
}

/** Whether one value of what is watched is better than another, by more than `minDelta`. */
function comparison(monitor: string, mode: Mode, minDelta: number): (value: number, best: number) => boolean {
  const rises = mode === 'max' || (mode === 'auto' && /acc|auc|precision|recall|f1|fbeta|r2/i.test(monitor));
  const least = Math.abs(minDelta);
  return rises ? (value, best) => value - least > best : (value, best) => value + least < best;
}

/** Ends training when what it watches has not got better for `patience` epochs. */
export class EarlyStopping extends Callback {
  stoppedEpoch = 0;
  bestEpoch = 0;
  best: number | null = null;
  private wait = 0;
  private bestWeights: Tensor[] | null = null;
  private readonly options: Required<Watching> & {
    baseline: number | null;
    restoreBestWeights: boolean;
    startFromEpoch: number;
  };

  constructor({
    monitor = 'val_loss',
    minDelta = 0,
    patience = 0,
    mode = 'auto',
    baseline = null,
    restoreBestWeights = false,
    startFromEpoch = 0,
  }: Watching & { baseline?: number | null; restoreBestWeights?: boolean; startFromEpoch?: number } = {}) {
    super();
    this.options = { monitor, minDelta, patience, mode, baseline, restoreBestWeights, startFromEpoch };
  }

  onTrainBegin(): void {
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.bestEpoch = 0;
    this.best = null;
    this.bestWeights = null;
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const { monitor, minDelta, mode, baseline, patience, restoreBestWeights, startFromEpoch } = this.options;
    const value = logs[monitor];
    if (value === undefined || epoch < startFromEpoch) return;
    const better = comparison(monitor, mode, minDelta);
    if (restoreBestWeights && this.bestWeights === null) this.remember(epoch);
    this.wait++;
    if (this.best === null || better(value, this.best)) {
      this.best = value;
      this.bestEpoch = epoch;
      if (restoreBestWeights) this.remember(epoch);
      if (baseline === null || better(value, baseline)) this.wait = 0;
      return;
    }
    if (this.wait < patience || epoch === 0) return;
    this.stoppedEpoch = epoch;
    this.model!.stopTraining = true;
  }

  onTrainEnd(): void {
    if (this.bestWeights !== null) this.model!.setWeights(this.bestWeights);
  }

  private remember(epoch: number): void {
    this.bestEpoch = epoch;
    this.bestWeights = this.model!.getWeights();
  }
}

/** Sets the learning rate at the beginning of each epoch: `schedule(epoch, rate)`. */
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
}

/** Multiplies the learning rate by `factor` when what it watches has not got better for `patience` epochs. */
export class ReduceLROnPlateau extends Callback {
  private best: number | null = null;
  private wait = 0;
  private cooldownLeft = 0;
  private readonly options: Required<Watching> & { factor: number; cooldown: number; minLr: number };

  constructor({
    monitor = 'val_loss',
    factor = 0.1,
    patience = 10,
    mode = 'auto',
    minDelta = 1e-4,
    cooldown = 0,
    minLr = 0,
  }: Watching & { factor?: number; cooldown?: number; minLr?: number } = {}) {
    if (factor >= 1) throw new ValueError(`ReduceLROnPlateau does not support a factor >= 1.0. Got ${factor}`);
    super();
    this.options = { monitor, factor, patience, mode, minDelta, cooldown, minLr };
  }

  onTrainBegin(): void {
    this.best = null;
    this.wait = 0;
    this.cooldownLeft = 0;
  }

  onEpochEnd(_epoch: number, logs: Logs): void {
    const { monitor, factor, patience, mode, minDelta, cooldown, minLr } = this.options;
    const value = logs[monitor];
    if (value === undefined) return;
    if (this.cooldownLeft > 0) {
      this.cooldownLeft--;
      this.wait = 0;
    }
    if (this.best === null || comparison(monitor, mode, minDelta)(value, this.best)) {
      this.best = value;
      this.wait = 0;
    } else if (this.cooldownLeft === 0) {
      this.wait++;
      if (this.wait < patience) return;
      const optimizer = optimizerOf(this.model);
      if (optimizer.learningRate <= minLr) return;
      optimizer.learningRate = Math.max(optimizer.learningRate * factor, minLr);
      this.cooldownLeft = cooldown;
      this.wait = 0;
    }
  }
}

function optimizerOf(model: TrainedModel | null): Optimizer {
  const optimizer = model?.optimizer ?? null;
  if (optimizer === null) throw new ValueError('Optimizer must have a "learning_rate" attribute.');
  return optimizer;
}
