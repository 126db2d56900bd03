import type { Tensor } from '../../tensor/tensor';
import { Mean } from '../metrics/mean';
import type { Metric } from '../metrics/metric';
import { get } from '../optimizers/get';
import type { Optimizer } from '../optimizers/optimizer';
import { CompileLoss, type LossOption, type LossWeights } from './compileLoss';
import type { Reads } from './reads';
import { CompileMetrics, type MetricsOption } from './compileMetrics';

export interface CompileOptions {
  /** An optimizer, or Keras' name of one with its defaults. */
  optimizer?: Optimizer | string;
  loss?: LossOption | null;
  lossWeights?: LossWeights | null;
  /** `accuracy` is the one that suits the shapes; else a metric, its name, or a function of labels and predictions. */
  metrics?: MetricsOption | null;
  /** Those that the sample weights count for. */
  weightedMetrics?: MetricsOption | null;
  /** Runs every step op by op instead of tracing it as `tf.function` does. */
  runEagerly?: boolean;
}

/** What `compile` made of its arguments, with the state of the metrics. */
export class Compiled {
  readonly optimizer: Optimizer;
  readonly loss: CompileLoss | null;
  readonly runEagerly: boolean;
  readonly lossTracker = new Mean({ name: 'loss' });
  readonly compileMetrics: CompileMetrics | null;

  /** Throws `ValueError` for names that are none. */
  constructor(
    {
      optimizer = 'rmsprop',
      loss = null,
      lossWeights = null,
      metrics = null,
      weightedMetrics = null,
      runEagerly = false,
    }: CompileOptions,
    outputNames: readonly string[],
    outputsByName: boolean,
  ) {
    this.optimizer = get(optimizer);
    this.loss = loss === null ? null : new CompileLoss(loss, lossWeights, outputNames, outputsByName);
    const none = metrics === null && weightedMetrics === null;
    this.compileMetrics = none ? null : new CompileMetrics(metrics, weightedMetrics, outputNames);
    this.runEagerly = runEagerly;
  }

  /** The loss, what `compile` was given, and the losses of the outputs. */
  get metrics(): Metric[] {
    return [this.lossTracker, ...(this.compileMetrics?.metrics ?? []), ...(this.loss?.metrics ?? [])];
  }

  resetMetrics(): void {
    for (const metric of this.metrics) metric.resetState();
  }

  /** The values of the metrics since they were reset, by name. */
  results(): Record<string, Tensor> {
    return { loss: this.lossTracker.measure(), ...this.metricResults() };
  }

  /** The same without the loss. */
  metricResults(): Record<string, Tensor> {
    const results: Record<string, Tensor> = { ...this.compileMetrics?.results() };
    for (const metric of this.loss?.metrics ?? []) results[metric.name] = metric.measure();
    return results;
  }

  /** As `results`, read from the device, names in order of the alphabet as Keras has them. */
  *readLogs(): Reads<Record<string, number>> {
    const results = Object.entries(this.results()).sort(([a], [b]) => (a < b ? -1 : 1));
    const numbers = yield results.map(([, value]) => value);
    results.forEach(([, value]) => value.dispose());
    return Object.fromEntries(results.map(([name], i) => [name, numbers[i][0]]));
  }

  /** Logs as a list in the order of the metrics; a number where there is one alone. */
  inOrder(logs: Readonly<Record<string, number>>): number | number[] {
    const names = this.metrics.map(({ name }) => name);
    const known = names.filter((name) => name in logs);
    const others = Object.keys(logs)
      .filter((name) => !names.includes(name))
      .sort();
    const values = [...known, ...others].map((name) => logs[name]);
    return values.length === 1 ? values[0] : values;
  }
}
