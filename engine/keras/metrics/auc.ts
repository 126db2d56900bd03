import { convert, type TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { divideNoNan } from '../../ops/elementwise/divideNoNan';
import { greater } from '../../ops/elementwise/greater';
import { log } from '../../ops/elementwise/log';
import { logicalAnd } from '../../ops/elementwise/logicalAnd';
import { maximum } from '../../ops/elementwise/maximum';
import { minimum } from '../../ops/elementwise/minimum';
import { multiply } from '../../ops/elementwise/multiply';
import { sigmoid } from '../../ops/elementwise/sigmoid';
import { subtract } from '../../ops/elementwise/subtract';
import { where } from '../../ops/elementwise/where';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { reduceSum } from '../../ops/reductions/reduceSum';
import { slice } from '../../ops/shapes/slice';
import { castTo, EPSILON } from '../losses/operands';
import { tuple } from '../names';
import { confusion } from './confusion';
import { accumulate, LabelMetric, type MetricOptions, type SampleWeight } from './metric';

export interface AUCOptions extends MetricOptions {
  /** How finely the curve is drawn, where `thresholds` does not say it. */
  numThresholds?: number;
  curve?: 'ROC' | 'PR';
  /** Between two points: their mean, the smaller, or the larger. */
  summationMethod?: 'interpolation' | 'minoring' | 'majoring';
  /** Points of one's own between 0 and 1, which are added. */
  thresholds?: readonly number[] | null;
  /** An area for each column of labels, then their mean. */
  multiLabel?: boolean;
  numLabels?: number | null;
  /** Weights of the columns. */
  labelWeights?: readonly number[] | null;
  fromLogits?: boolean;
}

interface Counts {
  readonly truePositives: Variable;
  readonly falsePositives: Variable;
  readonly trueNegatives: Variable;
  readonly falseNegatives: Variable;
}

/**
 * The area under the curve of recall over false alarms (ROC) or of precision over recall (PR), drawn
 * through thresholds. PR is interpolated after Davis and Goadrich (2006). Source:
 * `keras/src/metrics/confusion_metrics.py`.
 */
export class AUC extends LabelMetric {
  override readonly direction = 'up';
  readonly thresholds: readonly number[];
  readonly numThresholds: number;
  private readonly options: Required<Omit<AUCOptions, keyof MetricOptions | 'numThresholds'>>;
  private readonly evenly: boolean;
  private counts: Counts | null = null;

  constructor({
    numThresholds = 200,
    curve = 'ROC',
    summationMethod = 'interpolation',
    name,
    dtype,
    thresholds = null,
    multiLabel = false,
    numLabels = null,
    labelWeights = null,
    fromLogits = false,
  }: AUCOptions = {}) {
    if (thresholds === null && !(numThresholds > 1)) {
      throw new ValueError(
        `Argument \`num_thresholds\` must be an integer > 1. Received: num_thresholds=${numThresholds}`,
      );
    }
    if (!['ROC', 'PR'].includes(curve)) {
      throw new ValueError(`Invalid AUC curve value: "${String(curve)}". Expected values are ["PR", "ROC"]`);
    }
    if (!['interpolation', 'minoring', 'majoring'].includes(summationMethod)) {
      throw new ValueError(
        `Invalid AUC summation method value: "${String(summationMethod)}". Expected values are ["interpolation", "majoring", "minoring"]`,
      );
    }
    if (numLabels !== null && !multiLabel) {
      throw new ValueError('`num_labels` is needed only when `multi_label` is True.');
    }
    super('AUC', { name, dtype });
    const inner = thresholds === null ? even(numThresholds) : [...thresholds].sort((a, b) => a - b);
    this.numThresholds = inner.length + 2;
    this.evenly = isEven([0, ...inner, 1]) || thresholds === null;
    this.thresholds = [-EPSILON, ...inner, 1 + EPSILON];
    this.options = { curve, summationMethod, thresholds, multiLabel, numLabels, labelWeights, fromLogits };
    if (!multiLabel) this.build(null);
    else if (numLabels !== null) this.build(numLabels);
  }

  updateState(yTrue: TensorLike, yPred: TensorLike, { sampleWeight = null }: SampleWeight = {}): void {
    this.update(() => {
      const { multiLabel, fromLogits } = this.options;
      const given = castTo(convert(yPred), 'float32');
      const { truePositives, falsePositives, trueNegatives, falseNegatives } = this.built(given);
      const made = confusion(yTrue, fromLogits ? sigmoid(given) : given, {
        thresholds: this.thresholds,
        evenly: this.evenly,
        sampleWeight,
        multiLabel,
        labelWeights: multiLabel ? null : this.labelWeights(),
      });
      accumulate(truePositives, castTo(made.truePositives, this.dtype));
      accumulate(falsePositives, castTo(made.falsePositives, this.dtype));
      accumulate(trueNegatives, castTo(made.trueNegatives, this.dtype));
      accumulate(falseNegatives, castTo(made.falseNegatives, this.dtype));
    });
  }

  protected override ownOptions(): object {
    return { numThresholds: this.numThresholds, ...this.options };
  }

  protected compute(): Tensor {
    if (this.counts === null) throw new ValueError(`${this.name}: result() needs a call of updateState() before it`);
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = this.counts;
    const [tp, fp, tn, fn] = [truePositives, falsePositives, trueNegatives, falseNegatives].map(({ value }) => value);
    const { curve, summationMethod } = this.options;
    if (curve === 'PR' && summationMethod === 'interpolation') return this.average(interpolatedPr(tp, fp, fn));
    const recall = divideNoNan(tp, add(tp, fn));
    const [x, y] = curve === 'ROC' ? [divideNoNan(fp, add(fp, tn)), recall] : [recall, divideNoNan(tp, add(tp, fp))];
    const [left, right] = [withoutLast(y), withoutFirst(y)];
    const heights =
      summationMethod === 'minoring'
        ? minimum(left, right)
        : summationMethod === 'majoring'
          ? maximum(left, right)
          : multiply(add(left, right), 0.5);
    return this.average(multiply(subtract(withoutLast(x), withoutFirst(x)), heights));
  }

  /** Sums up the pieces of the area; of several columns, their (weighted) mean. */
  private average(pieces: Tensor): Tensor {
    if (!this.options.multiLabel) return reduceSum(pieces);
    const areas = reduceSum(pieces, { axis: 0 });
    const weights = this.labelWeights();
    if (weights === null) return reduceMean(areas);
    return divideNoNan(reduceSum(multiply(areas, castTo(weights, this.dtype))), reduceSum(castTo(weights, this.dtype)));
  }

  private labelWeights(): Tensor | null {
    const { labelWeights } = this.options;
    return labelWeights === null ? null : convert([...labelWeights], 'float32');
  }

  private built(predictions: Tensor): Counts {
    if (this.counts !== null) return this.counts;
    if (predictions.rank !== 2) {
      throw new ValueError(
        `\`y_pred\` must have rank 2 when \`multi_label=True\`. Found rank ${predictions.rank}. Full shape received for \`y_pred\`: ${tuple(predictions.shape)}`,
      );
    }
    return this.build(predictions.shape[1]);
  }

  private build(labels: number | null): Counts {
    const shape = labels === null ? [this.numThresholds] : [this.numThresholds, labels];
    return (this.counts = {
      truePositives: this.addVariable('true_positives', shape),
      falsePositives: this.addVariable('false_positives', shape),
      trueNegatives: this.addVariable('true_negatives', shape),
      falseNegatives: this.addVariable('false_negatives', shape),
    });
  }
}

/**
 * The area of each interval [A, B] of predicted positives P, along which the true ones grow by a line:
 * slope · (ΔTP + intercept · ln(P_B / P_A)) / positives, intercept = TP_A − slope · P_A.
 */
function interpolatedPr(tp: Tensor, fp: Tensor, fn: Tensor): Tensor {
  const p = add(tp, fp);
  const [above, below] = [withoutLast(p), withoutFirst(p)];
  const hits = subtract(withoutLast(tp), withoutFirst(tp));
  const slope = divideNoNan(hits, maximum(subtract(above, below), 0));
  const intercept = subtract(withoutFirst(tp), multiply(slope, below));
  const ratio = divideNoNan(above, maximum(below, 0));
  const safe = where(logicalAnd(greater(above, 0), greater(below, 0)), ratio, 1);
  const area = multiply(slope, add(hits, multiply(intercept, log(safe))));
  return divideNoNan(area, maximum(add(withoutFirst(tp), withoutFirst(fn)), 0));
}

function withoutLast(x: Tensor): Tensor {
  return slice(
    x,
    x.shape.map(() => 0),
    [x.shape[0] - 1, ...x.shape.slice(1)],
  );
}

function withoutFirst(x: Tensor): Tensor {
  return slice(x, [1, ...x.shape.slice(1).map(() => 0)], [x.shape[0] - 1, ...x.shape.slice(1)]);
}

/** n − 2 points that part 0 to 1 evenly. */
function even(n: number): number[] {
  return Array.from({ length: n - 2 }, (_, i) => (i + 1) / (n - 1));
}

function isEven(points: readonly number[]): boolean {
  const last = points.length - 1;
  return last >= 2 && points.every((one, i) => Math.abs(one - i / last) <= EPSILON + 1e-5 * (i / last));
}
