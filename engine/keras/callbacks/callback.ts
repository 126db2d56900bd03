import type { Tensor } from '../../tensor/tensor';
import type { Metric } from '../metrics/metric';
import type { Optimizer } from '../optimizers/optimizer';

/** Averages by name. A callback may add to those of an epoch; callbacks after it, and the history, see it. */
export type Logs = Record<string, number>;

/** What a callback may do with the model that trains. */
export interface TrainedModel {
  /** Ends training after the batch when it is set. */
  stopTraining: boolean;
  readonly optimizer: Optimizer | null;
  readonly metrics: readonly Metric[];
  getWeights(): Tensor[];
  setWeights(values: readonly Tensor[]): void;
}

/** What `fit`, `evaluate` and `predict` say of themselves. */
export interface Params {
  readonly verbose: number | 'auto';
  readonly epochs: number;
  /** Batches in an epoch. */
  readonly steps: number;
}

/** As `fit`, `evaluate` and `predict` take it: an object with any of these. */
export interface CallbackLike {
  setModel?(model: TrainedModel): void;
  setParams?(params: Params): void;
  onTrainBegin?(logs: Logs): void;
  onTrainEnd?(logs: Logs): void;
  onEpochBegin?(epoch: number, logs: Logs): void;
  onEpochEnd?(epoch: number, logs: Logs): void;
  onTrainBatchBegin?(batch: number, logs: Logs): void;
  /** The averages since the epoch began. They are read from the device for this, batch by batch. */
  onTrainBatchEnd?(batch: number, logs: Logs): void;
  /** The same as `onTrainBatchBegin` and `onTrainBatchEnd`. */
  onBatchBegin?(batch: number, logs: Logs): void;
  onBatchEnd?(batch: number, logs: Logs): void;
  onTestBegin?(logs: Logs): void;
  onTestEnd?(logs: Logs): void;
  onTestBatchBegin?(batch: number, logs: Logs): void;
  onTestBatchEnd?(batch: number, logs: Logs): void;
  onPredictBegin?(logs: Logs): void;
  onPredictEnd?(logs: Logs): void;
  onPredictBatchBegin?(batch: number, logs: Logs): void;
  onPredictBatchEnd?(batch: number, logs: { readonly outputs: Tensor | readonly Tensor[] }): void;
}

/** Knows the model that it is called for. */
export class Callback implements CallbackLike {
  model: TrainedModel | null = null;
  params: Params | null = null;

  setModel(model: TrainedModel): void {
    this.model = model;
  }

  setParams(params: Params): void {
    this.params = params;
  }
}

/** Functions as a callback. */
export class LambdaCallback extends Callback {
  constructor(functions: Omit<CallbackLike, 'setModel' | 'setParams'> = {}) {
    super();
    Object.assign(this, functions);
  }
}
