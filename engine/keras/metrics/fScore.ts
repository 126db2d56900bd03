import { convert, type TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { abs } from '../../ops/elementwise/abs';
import { add } from '../../ops/elementwise/add';
import { divide } from '../../ops/elementwise/divide';
import { greater } from '../../ops/elementwise/greater';
import { greaterEqual } from '../../ops/elementwise/greaterEqual';
import { logicalAnd } from '../../ops/elementwise/logicalAnd';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceMax } from '../../ops/reductions/reduceMax';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { expandDims } from '../../ops/shapes/expandDims';
import { castTo, EPSILON } from '../losses/operands';
import { tuple } from '../names';
import { accumulate, LabelMetric, type MetricOptions, type SampleWeight } from './metric';

export interface F1ScoreOptions extends MetricOptions {
  /** Null: one score for each class. */
  average?: 'micro' | 'macro' | 'weighted' | null;
  /** Predictions above it count; null: the largest of each example. */
  threshold?: number | null;
}

export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How many times as much recall weighs as precision. */
  beta?: number;
}

interface Counts {
  readonly truePositives: Variable;
  readonly falsePositives: Variable;
  readonly falseNegatives: Variable;
  /** Labels of each class, the weights of the average. */
  readonly intermediateWeights: Variable;
}

/**
 * (1 + β²) p r / (β² p + r) of precision p and recall r, labels and predictions `[b, classes]`. Throws
 * `ValueError` for other ranks. Source: `keras/src/metrics/f_score_metrics.py`.
 */
export class FBetaScore extends LabelMetric {
  override readonly direction = 'up';
  readonly average: 'micro' | 'macro' | 'weighted' | null;
  readonly beta: number;
  readonly threshold: number | null;
  private counts: Counts | null = null;

  constructor({ average = null, beta = 1, threshold = null, name = 'fbeta_score', ...rest }: FBetaScoreOptions = {}) {
    if (average !== null && !['micro', 'macro', 'weighted'].includes(average)) {
      throw new ValueError(
        `Invalid \`average\` argument value. Expected one of: {None, 'micro', 'macro', 'weighted'}. Received: average=${String(average)}`,
      );
    }
    if (!(beta > 0)) throw new ValueError(`Invalid \`beta\` argument value. It should be > 0. Received: beta=${beta}`);
    if (threshold !== null && !(threshold > 0 && threshold <= 1)) {
      throw new ValueError(
        `Invalid \`threshold\` argument value. It should verify 0 < threshold <= 1. Received: threshold=${threshold}`,
      );
    }
    super('FBetaScore', { name, ...rest });
    this.average = average;
    this.beta = beta;
    this.threshold = threshold;
  }

  updateState(yTrue: TensorLike, yPred: TensorLike, { sampleWeight = null }: SampleWeight = {}): void {
    this.update(() => {
      const labels = castTo(convert(yTrue), this.dtype);
      const given = castTo(convert(yPred), this.dtype);
      const { truePositives, falsePositives, falseNegatives, intermediateWeights } = this.build(labels, given);
      const predictions = castTo(this.decide(given), this.dtype);
      const weights = sampleWeight === null ? null : expandDims(castTo(convert(sampleWeight), this.dtype), 1);
      const sum = (x: Tensor) => {
        const weighted = weights === null ? x : multiply(x, weights);
        return this.average === 'micro' ? reduceSum(weighted) : reduceSum(weighted, { axis: 0 });
      };
      accumulate(truePositives, sum(multiply(predictions, labels)));
      accumulate(falsePositives, sum(multiply(predictions, subtract(1, labels))));
      accumulate(falseNegatives, sum(multiply(subtract(1, predictions), labels)));
      accumulate(intermediateWeights, sum(labels));
    });
  }

  protected override ownOptions(): object {
    const { average, beta, threshold } = this;
    return { average, beta, threshold };
  }

  protected compute(): Tensor {
    if (this.counts === null) throw new ValueError(`${this.name}: result() needs a call of updateState() before it`);
    const [hits, extra, missed, support] = Object.values(this.counts).map(({ value }: Variable) => value);
    const square = this.beta * this.beta;
    const precision = divide(hits, add(add(hits, extra), EPSILON));
    const recall = divide(hits, add(add(hits, missed), EPSILON));
    const sum = add(multiply(precision, square), recall);
    const scores = multiply(divide(multiply(precision, recall), add(sum, EPSILON)), 1 + square);
    if (this.average === null) return scores;
    if (this.average !== 'weighted') return reduceMean(scores);
    return reduceSum(multiply(scores, divide(support, add(reduceSum(support), EPSILON))));
  }

  /** What the predictions say, as booleans; a row of zeros says nothing. */
  private decide(predictions: Tensor): Tensor {
    if (this.threshold !== null) return greater(predictions, this.threshold);
    const largest = greaterEqual(predictions, reduceMax(predictions, { axis: -1, keepdims: true }));
    return logicalAnd(largest, greater(abs(predictions), 1e-9));
  }

  private build(labels: Tensor, predictions: Tensor): Counts {
    if (labels.rank !== 2 || predictions.rank !== 2) {
      throw new ValueError(
        `FBetaScore expects 2D inputs with shape (batch_size, output_dim). Received input shapes: y_pred.shape=${tuple(predictions.shape)} and y_true.shape=${tuple(labels.shape)}.`,
      );
    }
    const shape = this.average === 'micro' ? [] : [predictions.shape[1]];
    this.counts ??= {
      truePositives: this.addVariable('true_positives', shape),
      falsePositives: this.addVariable('false_positives', shape),
      falseNegatives: this.addVariable('false_negatives', shape),
      intermediateWeights: this.addVariable('intermediate_weights', shape),
    };
    return this.counts;
  }
}

/** 2 p r / (p + r) of precision p and recall r, labels and predictions `[b, classes]`. */
export class F1Score extends FBetaScore {
  constructor({ name = 'f1_score', ...rest }: F1ScoreOptions = {}) {
    super({ name, ...rest, beta: 1 });
  }

  protected override ownOptions(): object {
    const { average, threshold } = this;
    return { average, threshold };
  }
}
