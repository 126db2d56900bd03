import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { identity } from '../../ops/elementwise/identity';
import { LabelMetric, type SampleWeight } from './metric';

/** What a script writes of a metric: Python's `update_state`, `result` and `reset_state`. */
export interface MetricHooks {
  updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null): void;
  result(): TensorLike;
  resetState(): void;
}

/** A metric whose state and value are a script's. */
export class CustomMetric extends LabelMetric {
  constructor(
    name: string,
    private readonly hooks: MetricHooks,
  ) {
    super(name, { name });
  }

  updateState(yTrue: TensorLike, yPred: TensorLike, { sampleWeight = null }: SampleWeight = {}): void {
    this.update(() => this.hooks.updateState(yTrue, yPred, sampleWeight));
  }

  override resetState(): void {
    this.hooks.resetState();
  }

  protected compute(): Tensor {
    return identity(convert(this.hooks.result()));
  }
}
