/** Counts of right and wrong calls. Source: `keras/src/metrics/confusion_metrics.py`. */
import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { identity } from '../../ops/elementwise/identity';
import { reshape } from '../../ops/shapes/reshape';
import { castTo } from '../losses/operands';
import { type Confusion, confusion, thresholdsOf } from './confusion';
import { accumulate, LabelMetric, type MetricOptions, type SampleWeight } from './metric';

export interface ThresholdOptions extends MetricOptions {
  /** One number, or a list for one result each; 0.5 unless told otherwise. */
  thresholds?: number | readonly number[] | null;
}

/** One of the four counts, `[thresholds]` or a scalar. */
abstract class ConditionCount extends LabelMetric {
  readonly thresholds: readonly number[];
  readonly accumulator: Variable;
  private readonly given: number | readonly number[] | null;
  private readonly counted: keyof Confusion;

  constructor(className: string, counted: keyof Confusion, { thresholds = null, ...rest }: ThresholdOptions) {
    super(className, rest);
    this.counted = counted;
    this.given = thresholds;
    this.thresholds = thresholdsOf(thresholds, 0.5);
    this.accumulator = this.addVariable('accumulator', [this.thresholds.length]);
  }

  updateState(yTrue: TensorLike, yPred: TensorLike, { sampleWeight = null }: SampleWeight = {}): void {
    this.update(() => {
      const counts = confusion(yTrue, yPred, { thresholds: this.thresholds, sampleWeight });
      accumulate(this.accumulator, castTo(counts[this.counted], this.dtype));
    });
  }

  protected override ownOptions(): object {
    return { thresholds: this.given };
  }

  protected compute(): Tensor {
    const { value } = this.accumulator;
    return value.size === 1 ? reshape(value, []) : identity(value);
  }
}

/** Labels that are true and predicted so. */
export class TruePositives extends ConditionCount {
  constructor(options: ThresholdOptions = {}) {
    super('TruePositives', 'truePositives', options);
  }
}

/** Labels that are false and predicted so. */
export class TrueNegatives extends ConditionCount {
  constructor(options: ThresholdOptions = {}) {
    super('TrueNegatives', 'trueNegatives', options);
  }
}

/** Labels that are false but predicted true. */
export class FalsePositives extends ConditionCount {
  constructor(options: ThresholdOptions = {}) {
    super('FalsePositives', 'falsePositives', options);
  }
}

/** Labels that are true but predicted false. */
export class FalseNegatives extends ConditionCount {
  constructor(options: ThresholdOptions = {}) {
    super('FalseNegatives', 'falseNegatives', options);
  }
}
