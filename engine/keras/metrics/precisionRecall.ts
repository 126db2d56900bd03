/** Precision and recall. Source: `keras/src/metrics/confusion_metrics.py`. */
import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { divideNoNan } from '../../ops/elementwise/divideNoNan';
import { reshape } from '../../ops/shapes/reshape';
import { castTo } from '../losses/operands';
import { confusion, NEGATIVE_INFINITY, thresholdsOf } from './confusion';
import type { ThresholdOptions } from './confusionCounts';
import { accumulate, LabelMetric, type SampleWeight } from './metric';

export interface PrecisionOptions extends ThresholdOptions {
  /** Only the k largest predictions of an example count as positive. */
  topK?: number | null;
  /** Looks at this class alone. */
  classId?: number | null;
}

/** truePositives / (truePositives + others), 0 where there are none; `[thresholds]` or a scalar. */
abstract class PositiveShare extends LabelMetric {
  readonly thresholds: readonly number[];
  readonly topK: number | null;
  readonly classId: number | null;
  readonly truePositives: Variable;
  private readonly others: Variable;
  private readonly given: number | readonly number[] | null;
  private readonly counted: 'falsePositives' | 'falseNegatives';

  constructor(
    className: string,
    counted: 'falsePositives' | 'falseNegatives',
    { thresholds = null, topK = null, classId = null, ...rest }: PrecisionOptions,
  ) {
    super(className, rest);
    this.given = thresholds;
    this.counted = counted;
    this.thresholds = thresholdsOf(thresholds, topK === null ? 0.5 : NEGATIVE_INFINITY);
    this.topK = topK;
    this.classId = classId;
    const shape = [this.thresholds.length];
    this.truePositives = this.addVariable('true_positives', shape);
    this.others = this.addVariable(counted === 'falsePositives' ? 'false_positives' : 'false_negatives', shape);
  }

  updateState(yTrue: TensorLike, yPred: TensorLike, { sampleWeight = null }: SampleWeight = {}): void {
    this.update(() => {
      const { thresholds, topK, classId, dtype } = this;
      const counts = confusion(yTrue, yPred, { thresholds, topK, classId, sampleWeight });
      accumulate(this.truePositives, castTo(counts.truePositives, dtype));
      accumulate(this.others, castTo(counts[this.counted], dtype));
    });
  }

  protected override ownOptions(): object {
    return { thresholds: this.given, topK: this.topK, classId: this.classId };
  }

  protected compute(): Tensor {
    const hits = this.truePositives.value;
    const share = divideNoNan(hits, add(hits, this.others.value));
    return share.size === 1 ? reshape(share, []) : share;
  }
}

/** Of what is predicted true, the share that is. */
export class Precision extends PositiveShare {
  override readonly direction = 'up';
  constructor(options: PrecisionOptions = {}) {
    super('Precision', 'falsePositives', options);
  }

  get falsePositives(): Variable {
    return this.variables[1];
  }
}

/** Of what is true, the share that is predicted so. */
export class Recall extends PositiveShare {
  override readonly direction = 'up';
  constructor(options: PrecisionOptions = {}) {
    super('Recall', 'falseNegatives', options);
  }

  get falseNegatives(): Variable {
    return this.variables[1];
  }
}
