import { summarize } from '../summary/summarize';
import type { Executor } from '../stream/executor';
import type { Held } from '../stream/held';
import type { StreamItem } from '../stream/items';

export interface StepMetrics {
  /** Counted from 0 as Keras does; null for a step that no epoch of `fit` has. */
  readonly epoch: number | null;
  /** Averages since the epoch began, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface EpochLogs {
  readonly epoch: number;
  /** The epoch's last training step. */
  readonly step: number;
  /** `loss`, the metrics, and the same of the validation as `val_…`. */
  readonly logs: Readonly<Record<string, number>>;
}

interface Pending {
  readonly step: number;
  readonly epoch: number | null;
  readonly names: readonly string[];
  readonly held: readonly Held[];
}

/** What compiled models and a script's own metrics measured in a run, by training step and by epoch. Metrics of steps stay on the device until `read`. */
export class Measurements {
  readonly epochs: EpochLogs[] = [];
  private readonly steps = new Map<number, StepMetrics>();
  private pending: Pending[] = [];

  keepBatch(step: number, item: Extract<StreamItem, { t: 'batchMeasured' }>, executor: Executor): void {
    const { epoch, names, tensors } = item;
    this.pending.push({ step, epoch, names, held: tensors.map((id) => executor.held(id).retain()) });
  }

  keepEpoch(step: number, { epoch, logs }: Extract<StreamItem, { t: 'epochMeasured' }>): void {
    this.epochs.push({ epoch, step, logs });
  }

  /** Of a step that was read; null where nothing was measured in it. */
  of(step: number): StepMetrics | null {
    return this.steps.get(step) ?? null;
  }

  /** Reads what is new, all in one. */
  async read(): Promise<void> {
    const { pending } = this;
    if (pending.length === 0) return;
    this.pending = [];
    const all = pending.flatMap(({ held }) => held);
    try {
      const facts = await summarize(all.map(({ tensor }) => tensor));
      let next = 0;
      for (const { step, epoch, names } of pending) {
        const metrics = Object.fromEntries(names.map((name) => [name, facts[next++].data![0]]));
        const known = this.steps.get(step);
        this.steps.set(step, { epoch: epoch ?? known?.epoch ?? null, metrics: { ...known?.metrics, ...metrics } });
      }
    } finally {
      for (const held of all) held.release();
    }
  }

  dispose(): void {
    for (const { held } of this.pending) for (const one of held) one.release();
    this.pending = [];
  }
}
