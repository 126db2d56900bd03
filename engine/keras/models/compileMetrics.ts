import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { metricFor, type MetricLike } from '../metrics/get';
import type { LabelMetric } from '../metrics/metric';
import { isRecord } from '../structure';

/** For one output: a metric, several, or none. */
export type OutputMetrics = MetricLike | readonly MetricLike[] | null;

/** For the only output its metrics; for several outputs one entry each, in order or by name. */
export type MetricsOption = readonly OutputMetrics[] | Readonly<Record<string, OutputMetrics>>;

/** The metrics of one output, and the name that theirs start with. */
interface Built {
  readonly prefix: string;
  readonly metrics: readonly LabelMetric[];
}

/**
 * The metrics that `compile` was given, resolved when the first labels and predictions come.
 * Source: `keras/src/trainers/compile_utils.py`, `CompileMetrics`.
 */
export class CompileMetrics {
  private plain: readonly Built[] | null = null;
  private weighted: readonly Built[] = [];

  constructor(
    private readonly given: MetricsOption | null,
    private readonly givenWeighted: MetricsOption | null,
    private readonly outputNames: readonly string[],
  ) {
    checkOption('metrics', given);
    checkOption('weighted_metrics', givenWeighted);
  }

  get metrics(): LabelMetric[] {
    return [...(this.plain ?? []), ...this.weighted].flatMap(({ metrics }) => metrics);
  }

  /** Takes a batch in; the sample weights count for the weighted metrics alone. */
  update(
    labels: readonly (Tensor | null)[],
    predictions: readonly Tensor[],
    weights: readonly (Tensor | null)[] | null,
  ): void {
    if (this.plain === null) {
      this.plain = this.build('metrics', this.given, labels, predictions);
      this.weighted = this.build('weighted_metrics', this.givenWeighted, labels, predictions);
    }
    this.plain.forEach(({ metrics }, i) => {
      for (const metric of metrics) metric.updateState(labels[i]!, predictions[i]);
    });
    this.weighted.forEach(({ metrics }, i) => {
      const sampleWeight = weights?.[i] ?? null;
      for (const metric of metrics) metric.updateState(labels[i]!, predictions[i], { sampleWeight });
    });
  }

  /** By name: that of the output before the metric's where there are several, numbered where two are the same. */
  results(): Record<string, Tensor> {
    const results: Record<string, Tensor> = {};
    const used = new Map<string, number>();
    const put = (name: string, metric: LabelMetric) => {
      const before = used.get(name) ?? 0;
      used.set(name, before + 1);
      results[before === 0 ? name : `${name}_${before}`] = metric.measure();
    };
    for (const { prefix, metrics } of this.plain ?? []) {
      for (const metric of metrics) put(prefix + metric.name, metric);
    }
    for (const { prefix, metrics } of this.weighted) {
      for (const metric of metrics) {
        const name = prefix + metric.name;
        put(used.has(name) ? `${prefix}weighted_${metric.name}` : name, metric);
      }
    }
    return results;
  }

  private build(
    argument: string,
    given: MetricsOption | null,
    labels: readonly (Tensor | null)[],
    predictions: readonly Tensor[],
  ): Built[] {
    if (given === null) return [];
    return this.perOutput(argument, given, predictions.length).map((one, i) => {
      const list = one === null || one === undefined ? [] : Array.isArray(one) ? one : [one];
      const metrics = (list as readonly MetricLike[]).map((identifier) => {
        if (identifier === null) throw new ValueError('Expected metric, received `None`');
        return metricFor(identifier, labels[i]!.shape, predictions[i].shape);
      });
      return { prefix: predictions.length === 1 ? '' : `${this.outputNames[i]}_`, metrics };
    });
  }

  private perOutput(argument: string, given: MetricsOption, outputs: number): OutputMetrics[] {
    if (outputs === 1) return [Object.values(given).flat() as MetricLike[]];
    if (Array.isArray(given) && given.length === outputs) return [...(given as readonly OutputMetrics[])];
    if (isRecord(given) && Object.keys(given).every((name) => this.outputNames.includes(name))) {
      return this.outputNames.map((name) => (given as Readonly<Record<string, OutputMetrics>>)[name] ?? null);
    }
    const names = this.outputNames.map((name) => `'${name}'`).join(', ');
    throw new ValueError(
      `Invalid \`${argument}\`. \`${argument}\` should contain metrics objects and either be a dict or a list matching the output names of the functional model [${names}]. Received: ${argument}=${JSON.stringify(given)}`,
    );
  }
}

function checkOption(argument: string, given: unknown): void {
  if (given === null || Array.isArray(given) || isRecord(given)) return;
  throw new ValueError(
    `Expected \`${argument}\` argument to be a list, tuple, or dict. Received instead: ${argument}=${String(given)}`,
  );
}
