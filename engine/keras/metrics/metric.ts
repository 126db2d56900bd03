import { fromData, type TensorLike } from '../../tensor/convert';
import { allocate } from '../../tensor/dtype';
import { tidy } from '../../tensor/lifetime';
import { type Shape, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { context, withoutTapes } from '../../tape/context';
import { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { type Config, optionsOf } from '../config';
import { autoName } from '../names';
import { snakeKeys } from '../snakeKeys';

export interface MetricOptions {
  name?: string | null;
  /** Of the state and the result. */
  dtype?: 'float32' | 'float64';
}

export type Direction = 'up' | 'down' | null;

export interface SampleWeight {
  /** A number for each example, or one that broadcasts to them. */
  sampleWeight?: TensorLike | null;
}

/** What a metric is made of again, in Keras' spelling: `Precision.fromConfig(metric.getConfig())`. */
export type MetricConfig = Readonly<Record<string, unknown>> & { readonly name: string; readonly dtype: string };

/**
 * A number that is gathered batch by batch: `updateState`, then `result`, then `resetState` for the next
 * epoch. The state is in variables, so that nothing is read back until somebody asks. No tape records
 * it: no gradient passes an assignment. Source: `keras/src/metrics/metric.py`.
 */
export abstract class Metric {
  name: string;
  readonly dtype: 'float32' | 'float64';
  /** Which way it gets better, for callbacks that watch it; null where that is not known. */
  readonly direction: Direction = null;
  private readonly state: Variable[] = [];

  constructor(className: string, { name, dtype = 'float32' }: MetricOptions = {}) {
    this.name = name ?? autoName(className);
    this.dtype = dtype;
  }

  static fromConfig<T>(this: new (config: never) => T, config: object): T {
    return new this(optionsOf(config as Config, this.name) as never);
  }

  get variables(): Variable[] {
    return [...this.state];
  }

  /** The value of all batches since the last reset. Whoever asks for it in a loop of his own has it in the history of the training. */
  result(): Tensor {
    const value = this.measure();
    // What a function computes while it is traced has no value before a replay.
    if (context.trace === null && value.rank === 0) context.tracer?.batchMeasured?.(null, { [this.name]: value });
    return value;
  }

  /** The same for `fit`, which tells of all metrics of a batch at once. */
  measure(): Tensor {
    return tidy(() => withoutTapes(() => this.compute()));
  }

  /** Starts from zero. */
  resetState(): void {
    for (const variable of this.state) {
      const { shape, dtype, size } = variable;
      tidy(() => variable.assign(fromData(allocate(dtype, size), shape, dtype)));
    }
  }

  getConfig(): MetricConfig {
    return { name: this.name, dtype: this.dtype, ...snakeKeys(this.ownOptions()) };
  }

  /** What the constructor takes beside name and dtype. */
  protected ownOptions(): object {
    return {};
  }

  /** The value as a tensor of its own, from the variables. */
  protected abstract compute(): Tensor;

  protected addVariable(name: string, shape: Shape): Variable {
    const zeros = fromData(allocate(this.dtype, sizeOf(shape)), shape, this.dtype);
    const variable = new Variable(zeros, { name, trainable: false, traced: false });
    zeros.dispose();
    variable.path = `${this.name}/${name}`;
    this.state.push(variable);
    return variable;
  }

  /** Runs an update of the state; what it makes on the way is given back. */
  protected update(run: () => void): void {
    tidy(() => withoutTapes(run));
  }
}

/** A metric of labels and predictions. */
export abstract class LabelMetric extends Metric {
  /** Takes one batch in. */
  abstract updateState(yTrue: TensorLike, yPred: TensorLike, options?: SampleWeight): void;

  /** `updateState`, then `result`. */
  call(yTrue: TensorLike, yPred: TensorLike, options: SampleWeight = {}): Tensor {
    this.updateState(yTrue, yPred, options);
    return this.result();
  }
}

/** variable ← variable + value. */
export function accumulate(variable: Variable, value: Tensor | number): void {
  variable.assign(add(variable.value, value));
}
