import { ValueError } from '../../tensor/errors';
import { warn } from '../../tensor/warnings';
import { Callback, type Logs } from './callback';

export interface MonitorOptions {
  monitor?: string;
  /** What changes by less has not got better. */
  minDelta?: number;
  /** Whether less is better, or more; `auto`: as the metric of that name has it. */
  mode?: 'auto' | 'min' | 'max';
}

/** Watches one of the averages. Source: `keras/src/callbacks/monitor_callback.py`. */
export abstract class MonitorCallback extends Callback {
  best: number | null = null;
  readonly monitor: string;
  private readonly mode: 'auto' | 'min' | 'max';
  private readonly minDelta: number;
  private rises: boolean | null = null;

  constructor(
    private readonly className: string,
    { monitor = 'val_loss', minDelta = 0, mode = 'auto' }: MonitorOptions,
  ) {
    super();
    const known = mode === 'auto' || mode === 'min' || mode === 'max';
    if (!known) warn(`${className} mode '${String(mode)}' is unknown, fallback to auto mode.`);
    this.monitor = monitor;
    this.mode = known ? mode : 'auto';
    this.minDelta = Math.abs(minDelta);
  }

  /** Decides which way is better, once the model's metrics are there. Throws `ValueError` where nobody can tell. */
  protected decideMode(): void {
    this.rises ??= this.mode === 'auto' ? this.metricRises() : this.mode === 'max';
  }

  /** What is watched; warns with `use` ("Early stopping conditioned") where it is not there. */
  protected valueIn(logs: Logs, use: string): number | null {
    const value = logs[this.monitor];
    if (value !== undefined) return value;
    warn(
      `${use} on metric \`${this.monitor}\` which is not available. Available metrics are: ${Object.keys(logs).join(',')}`,
    );
    return null;
  }

  protected isImprovement(value: number, reference: number | null): boolean {
    if (reference === null) return true;
    return this.rises === true ? value - this.minDelta > reference : value + this.minDelta < reference;
  }

  private metricRises(): boolean {
    const name = this.monitor.replace(/^val_/, '');
    const metric = this.model!.metrics.find((one) => one.name === name && one.direction !== null);
    if (metric !== undefined) return metric.direction === 'up';
    if (name === 'loss') return false;
    throw new ValueError(
      `${this.className} callback received monitor=${this.monitor}, but Keras isn't able to automatically determine whether that metric should be maximized or minimized. Pass \`mode='max'\` in order to monitor based on the highest metric value, or pass \`mode='min'\` in order to use the lowest value.`,
    );
  }
}
