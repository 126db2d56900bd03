import type { Tensor } from '../../tensor/tensor';
import type { Logs } from './callback';
import { MonitorCallback, type MonitorOptions } from './monitor';

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs to wait for something better. */
  patience?: number;
  /** Only what is better than it ends the wait. */
  baseline?: number | null;
  /** The weights of the best epoch are put back at the end. */
  restoreBestWeights?: boolean;
  startFromEpoch?: number;
}

/**
 * Ends training when what it watches has not got better for `patience` epochs.
 * Source: `keras/src/callbacks/early_stopping.py`.
 */
export class EarlyStopping extends MonitorCallback {
  stoppedEpoch = 0;
  bestEpoch = 0;
  private wait = 0;
  private bestWeights: Tensor[] | null = null;
  private readonly options: Required<Omit<EarlyStoppingOptions, keyof MonitorOptions>>;

  constructor({
    patience = 0,
    baseline = null,
    restoreBestWeights = false,
    startFromEpoch = 0,
    ...rest
  }: EarlyStoppingOptions = {}) {
    super('EarlyStopping', rest);
    this.options = { patience, baseline, restoreBestWeights, startFromEpoch };
  }

  onTrainBegin(): void {
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.bestEpoch = 0;
    this.best = null;
    this.forget();
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const { baseline, patience, restoreBestWeights, startFromEpoch } = this.options;
    this.decideMode();
    const value = this.valueIn(logs, 'Early stopping conditioned');
    if (value === null || epoch < startFromEpoch) return;
    if (restoreBestWeights && this.bestWeights === null) this.remember(epoch);
    this.wait++;
    if (this.isImprovement(value, this.best)) {
      this.best = value;
      this.bestEpoch = epoch;
      if (restoreBestWeights) this.remember(epoch);
      if (baseline === null || this.isImprovement(value, baseline)) this.wait = 0;
      return;
    }
    if (this.wait < patience || epoch === 0) return;
    this.stoppedEpoch = epoch;
    this.model!.stopTraining = true;
  }

  onTrainEnd(): void {
    if (this.bestWeights !== null) this.model!.setWeights(this.bestWeights);
    this.forget();
  }

  private remember(epoch: number): void {
    this.forget();
    this.bestEpoch = epoch;
    this.bestWeights = this.model!.getWeights();
  }

  private forget(): void {
    this.bestWeights?.forEach((one) => one.dispose());
    this.bestWeights = null;
  }
}
