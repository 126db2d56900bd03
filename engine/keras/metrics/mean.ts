import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { divideNoNan } from '../../ops/elementwise/divideNoNan';
import { identity } from '../../ops/elementwise/identity';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { reduceSum } from '../../ops/reductions/reduceSum';
import * as losses from '../losses/all';
import { applyMask } from '../losses/reduction';
import { maskOf } from '../masks';
import { accumulate, type Direction, LabelMetric, Metric, type MetricOptions, type SampleWeight } from './metric';
import { samplewise } from './samplewise';

/** The (weighted) sum of values. */
export class Sum extends Metric {
  readonly total: Variable;

  constructor({ name = 'sum', ...rest }: MetricOptions = {}) {
    super('Sum', { name, ...rest });
    this.total = this.addVariable('total', []);
  }

  updateState(values: TensorLike, { sampleWeight = null }: SampleWeight = {}): void {
    this.update(() => {
      const [weighted] = samplewise(values, sampleWeight, reduceSum, this.dtype);
      accumulate(this.total, reduceSum(weighted));
    });
  }

  call(values: TensorLike, options: SampleWeight = {}): Tensor {
    this.updateState(values, options);
    return this.result();
  }

  protected compute(): Tensor {
    return identity(this.total.value);
  }
}

/** The (weighted) mean of values: their sum over the sum of their weights, 0 without any. */
export class Mean extends Metric {
  readonly total: Variable;
  readonly count: Variable;

  constructor({ name = 'mean', ...rest }: MetricOptions = {}) {
    super('Mean', { name, ...rest });
    this.total = this.addVariable('total', []);
    this.count = this.addVariable('count', []);
  }

  updateState(values: TensorLike, { sampleWeight = null }: SampleWeight = {}): void {
    this.update(() => takeMean(this, values, sampleWeight));
  }

  call(values: TensorLike, options: SampleWeight = {}): Tensor {
    this.updateState(values, options);
    return this.result();
  }

  protected compute(): Tensor {
    return divideNoNan(this.total.value, this.count.value);
  }
}

/** The mean over all examples of a function of labels and predictions: `[b, …]`, `[b, …]` → `[b]`. */
export class MeanMetricWrapper<O extends object = object> extends LabelMetric {
  override readonly direction: Direction;
  readonly total: Variable;
  readonly count: Variable;
  private readonly fn: (yTrue: TensorLike, yPred: TensorLike, options: O) => Tensor;
  protected readonly options: O;

  constructor(
    fn: (yTrue: TensorLike, yPred: TensorLike, options: O) => Tensor,
    options: MetricOptions = {},
    fnOptions: O = {} as O,
  ) {
    super(fn.name, options);
    this.fn = fn;
    this.options = fnOptions;
    // A mean of losses is to fall.
    this.direction = Object.values<unknown>(losses).includes(fn) ? 'down' : null;
    this.total = this.addVariable('total', []);
    this.count = this.addVariable('count', []);
  }

  updateState(yTrue: TensorLike, yPred: TensorLike, { sampleWeight = null }: SampleWeight = {}): void {
    this.update(() => {
      const mask = maskOf(convert(yPred));
      const weights = applyMask(sampleWeight === null ? null : convert(sampleWeight), mask, this.dtype, 'sum');
      takeMean(this, this.fn(yTrue, yPred, this.options), weights);
    });
  }

  protected override ownOptions(): object {
    return this.options;
  }

  protected compute(): Tensor {
    return divideNoNan(this.total.value, this.count.value);
  }
}

function takeMean(
  { total, count, dtype }: { total: Variable; count: Variable; dtype: 'float32' | 'float64' },
  values: TensorLike,
  sampleWeight: TensorLike | null,
): void {
  const [weighted, weights] = samplewise(values, sampleWeight, reduceMean, dtype);
  accumulate(total, reduceSum(weighted));
  accumulate(count, weights === null ? (weighted.shape[0] ?? 1) : reduceSum(weights));
}
