import type { Tensor } from '../../tensor/tensor';
import type { Reads } from '../models/reads';
import type { CallbackLike, Logs, Params, TrainedModel } from './callback';
import { History } from './history';

type BatchEnd = 'onTrainBatchEnd' | 'onTestBatchEnd' | 'onBatchEnd';

/** Several callbacks, called one after another; the history is the last. Source: `keras/src/callbacks/callback_list.py`. */
export class CallbackList {
  readonly history: History;
  private readonly callbacks: readonly CallbackLike[];

  constructor(callbacks: readonly CallbackLike[], model: TrainedModel, params: Params) {
    const given = callbacks.find((one): one is History => one instanceof History);
    this.history = given ?? new History();
    this.callbacks = given === undefined ? [...callbacks, this.history] : callbacks;
    for (const one of this.callbacks) one.setModel?.(model);
    for (const one of this.callbacks) one.setParams?.(params);
  }

  trainBegin(): void {
    for (const one of this.callbacks) one.onTrainBegin?.({});
  }

  trainEnd(logs: Logs): void {
    for (const one of this.callbacks) one.onTrainEnd?.(logs);
  }

  epochBegin(epoch: number): void {
    for (const one of this.callbacks) one.onEpochBegin?.(epoch, {});
  }

  epochEnd(epoch: number, logs: Logs): void {
    for (const one of this.callbacks) one.onEpochEnd?.(epoch, logs);
  }

  trainBatchBegin(batch: number): void {
    for (const one of this.callbacks) {
      one.onTrainBatchBegin?.(batch, {});
      one.onBatchBegin?.(batch, {});
    }
  }

  /** Reads the averages only where a callback wants them, so that nothing waits on the device otherwise. */
  *trainBatchEnd(batch: number, read: () => Reads<Logs>): Reads<void> {
    if (!this.wants('onTrainBatchEnd') && !this.wants('onBatchEnd')) return;
    const logs = yield* read();
    for (const one of this.callbacks) {
      one.onTrainBatchEnd?.(batch, logs);
      one.onBatchEnd?.(batch, logs);
    }
  }

  testBegin(): void {
    for (const one of this.callbacks) one.onTestBegin?.({});
  }

  testEnd(logs: Logs): void {
    for (const one of this.callbacks) one.onTestEnd?.(logs);
  }

  testBatchBegin(batch: number): void {
    for (const one of this.callbacks) one.onTestBatchBegin?.(batch, {});
  }

  *testBatchEnd(batch: number, read: () => Reads<Logs>): Reads<void> {
    if (!this.wants('onTestBatchEnd')) return;
    const logs = yield* read();
    for (const one of this.callbacks) one.onTestBatchEnd?.(batch, logs);
  }

  predictBegin(): void {
    for (const one of this.callbacks) one.onPredictBegin?.({});
  }

  predictEnd(): void {
    for (const one of this.callbacks) one.onPredictEnd?.({});
  }

  predictBatchBegin(batch: number): void {
    for (const one of this.callbacks) one.onPredictBatchBegin?.(batch, {});
  }

  predictBatchEnd(batch: number, outputs: Tensor | readonly Tensor[]): void {
    for (const one of this.callbacks) one.onPredictBatchEnd?.(batch, { outputs });
  }

  private wants(hook: BatchEnd): boolean {
    return this.callbacks.some((one) => one[hook] !== undefined);
  }
}
