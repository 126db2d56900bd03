import type { CellOutput, LossPoint, PrintedLine, ScriptError, Tunable } from '../protocol';
import type { TunableKey } from '../protocol/ids';
import { Executor, type FindOp, KernelError } from '../stream/executor';
import type { StreamItem } from '../stream/items';
import type { PackedBatch } from '../stream/pack';
import { Unpacker } from '../stream/unpack';
import { Measurements } from './measurements';
import { summarize } from '../summary/summarize';
import type { Held } from '../stream/held';
import type { Backend } from '../tensor/backend';
import type { Tensor } from '../tensor/tensor';
import { type Budget, type ScriptMemory, Timeline } from './timeline';

/** Lines of text that a run keeps to show; a chatty loop must not fill the memory. */
const MOST_LINES = 5000;

export type RunEnd =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: ScriptError }
  | { readonly kind: 'crashed'; readonly reason: string };

/** A variable of a run, and the key by which its start value is pinned; null when it cannot be. */
export interface Weight {
  /** The script's id of it. */
  readonly variable: number;
  readonly path: string;
  readonly label: string | null;
  readonly key: string | null;
  readonly tensor: Tensor;
}

/** A model of a run: what it is made from again, and the ids of its weights in Keras' order. */
export interface BuiltModel {
  readonly name: string;
  readonly config: string | null;
  readonly weights: readonly number[];
}

/** One run of a script from the top: its tensors, its timeline, and what it has said so far. */
export class Run {
  readonly executor: Executor;
  readonly timeline: Timeline;
  readonly tunables: Tunable[] = [];
  readonly printed: PrintedLine[] = [];
  readonly losses: LossPoint[] = [];
  /** The metrics of compiled models. */
  readonly measurements = new Measurements();
  /** Of each optimizer by its name. */
  readonly optimizerSteps = new Map<string, number>();
  end: RunEnd | null = null;
  /** What the engine refused of the cell that runs, when the script's side knows nothing of it. */
  refused: ScriptError | null = null;
  /** Grows whenever `tunables` change. */
  tunablesVersion = 0;
  /** Gates that the script has come to, and how many it may pass. */
  gates = 0;
  granted: number;
  private readonly unpacker = new Unpacker();
  private freshLines: PrintedLine[] = [];
  /** Losses that are read and not yet told, and whether one of those that were told is another by now. */
  private freshLosses: LossPoint[] = [];
  private lossesChanged = false;
  /** Reads follow one another, so that losses stay in order. */
  private reading: Promise<void> = Promise.resolve();
  /** What each variable holds now, by ordinal: kept beyond the script's end, since it is what is exported. */
  private readonly variables: Held[] = [];
  /** What each slot of an optimizer holds now, by the script's id of it. */
  private readonly slotValues = new Map<number, { readonly path: string; readonly held: Held }>();
  /** The models that the script has built, by name; the one built last stands for its name. */
  private readonly models = new Map<string, BuiltModel>();
  /** The tunable's key of each variable, by the script's variable id. */
  private readonly keys = new Map<number, string>();
  private readonly ordinals = new Map<number, number>();
  /** The same of what is no variable of the script, by its name. */
  private readonly stateKeys = new Map<string, string>();

  constructor(
    readonly number: number,
    readonly backend: Backend,
    findOp: FindOp,
    memory: ScriptMemory,
    /** Training steps that the run computes before it is shown. */
    readonly goal: number,
    budget?: Budget,
    /** It is run in cells: it ends with one and goes on with the next. */
    readonly inCells: boolean = false,
  ) {
    this.executor = new Executor(backend, findOp);
    this.timeline = new Timeline(this.executor, findOp, memory, budget);
    this.granted = goal - 1;
  }

  /** The script stands at its gate. */
  get waiting(): boolean {
    return this.end === null && this.gates > this.granted;
  }

  /** Runs a batch of the script worker; as `take` does. */
  takePacked(batch: PackedBatch, onRefused?: (error: unknown) => void): void {
    this.take(this.unpacker.items(batch), onRefused);
  }

  /** Runs items. Throws `KernelError` when a kernel refuses, or tells of it and goes on with the next item. */
  take(items: readonly StreamItem[], onRefused?: (error: unknown) => void): void {
    for (const item of items) {
      try {
        this.takeOne(item);
      } catch (error) {
        if (onRefused === undefined) throw error;
        onRefused(error);
      }
    }
  }

  private takeOne(item: StreamItem): void {
    this.executor.execute(item);
    this.timeline.observe(item);
    if (item.t === 'printed') this.print(item.text, item.line);
    else if (item.t === 'tunable') this.addTunable(item);
    else if (item.t === 'model') this.addModel(item);
    else if (item.t === 'slot') this.keepSlot(item);
    else if (item.t === 'optimizerStepped') this.optimizerSteps.set(item.name, item.steps);
    else if (item.t === 'batchMeasured') this.measurements.keepBatch(this.timeline.currentStep, item, this.executor);
    else if (item.t === 'epochMeasured') this.measurements.keepEpoch(this.timeline.currentStep, item);
    else if (item.t === 'label' && item.variable !== null) this.nameTunable(item.variable, item.name);
    else if (item.t === 'variableCreated') this.keepVariable(item.variable, item.tensor);
    else if (item.t === 'variableChanged') this.keepVariable(item.variable, item.after);
    else if (item.t === 'output') this.onOutput(item.output);
  }

  /** What a cell gives out. */
  onOutput: (output: CellOutput) => void = () => {};

  /** The run is over; the step that it was in is complete as far as it got, or goes on with the next cell. */
  finish(end: RunEnd): void {
    if (this.end !== null) return;
    if (this.inCells) {
      this.timeline.show();
    } else {
      if (end.kind === 'failed') this.timeline.fail(end.error.line);
      this.timeline.completeStep();
    }
    this.end = end;
  }

  /** Lines printed since the last call. */
  takeLines(): PrintedLine[] {
    const lines = this.freshLines;
    this.freshLines = [];
    return lines;
  }

  /** Losses of the steps since the last call; `changed` when that of a step told before is another now. */
  async takeLosses(): Promise<{ points: LossPoint[]; changed: boolean }> {
    await this.readLosses();
    const taken = { points: this.freshLosses, changed: this.lossesChanged };
    this.freshLosses = [];
    this.lossesChanged = false;
    return taken;
  }

  /** Brings `losses` and `measurements` up to date, each with all that is new in one read. */
  readLosses(): Promise<void> {
    const next = this.reading.then(() => this.readPending());
    this.reading = next.catch(() => {});
    return next;
  }

  private async readPending(): Promise<void> {
    await this.measurements.read();
    const pending = this.timeline.takeLosses();
    if (pending.length === 0) return;
    const targets = pending.flatMap((one) => one.targets);
    try {
      const facts = await summarize(targets.map((held) => held.tensor));
      let next = 0;
      for (const { step, targets: own } of pending) {
        let loss = 0;
        for (const { tensor } of own) loss += total(facts[next++], tensor.size);
        this.addLoss({ step, loss });
      }
    } finally {
      for (const held of targets) held.release();
    }
  }

  /** A step that went on after it was shown has its latest loss only. */
  private addLoss(point: LossPoint): void {
    const again = this.losses.at(-1)?.step === point.step;
    if (again) this.losses.pop();
    this.losses.push(point);
    if (again && this.freshLosses.at(-1)?.step === point.step) this.freshLosses.pop();
    else if (again) this.lossesChanged = true;
    this.freshLosses.push(point);
  }

  /** The variables in the order of their creation, as they are now. */
  weights(): Weight[] {
    const { variables } = this.timeline.facts;
    return [...this.ordinals].map(([id, ordinal]) => {
      const { path, label } = variables[ordinal];
      return { variable: id, path, label, key: this.keys.get(id) ?? null, tensor: this.variables[ordinal].tensor };
    });
  }

  /** The optimizers' slots in the order of their creation, as they are now. */
  slots(): { path: string; tensor: Tensor }[] {
    return [...this.slotValues.values()].map(({ path, held }) => ({ path, tensor: held.tensor }));
  }

  /** The key by which a file of weights sets what no variable of the script holds. */
  stateKey(name: string): string | null {
    return this.stateKeys.get(name) ?? null;
  }

  /** The outermost model of the script that was built last, null where it built none: a model inside another is a part of it. */
  model(): BuiltModel | null {
    const all = [...this.models.values()];
    const inside = (one: BuiltModel, other: BuiltModel) =>
      other !== one && other.weights.length > one.weights.length && one.weights.every((w) => other.weights.includes(w));
    return all.filter((one) => !all.some((other) => inside(one, other))).pop() ?? null;
  }

  dispose(): void {
    for (const held of this.variables) held.release();
    for (const { held } of this.slotValues.values()) held.release();
    this.slotValues.clear();
    this.measurements.dispose();
    this.variables.length = 0;
    this.ordinals.clear();
    this.timeline.dispose();
    this.executor.dispose();
  }

  private print(text: string, line: number | null): void {
    const printed = { text, line, step: this.timeline.recording };
    if (this.printed.length === MOST_LINES) this.printed.shift();
    this.printed.push(printed);
    if (this.freshLines.length < MOST_LINES) this.freshLines.push(printed);
  }

  private keepVariable(id: number, tensor: number): void {
    const { ordinal } = this.timeline.facts.variable(id);
    this.ordinals.set(id, ordinal);
    const before = this.variables[ordinal];
    this.variables[ordinal] = this.executor.held(tensor).retain();
    before?.release();
  }

  private keepSlot({ slot, path, tensor }: Extract<StreamItem, { t: 'slot' }>): void {
    const before = this.slotValues.get(slot);
    this.slotValues.set(slot, { path, held: this.executor.held(tensor).retain() });
    before?.held.release();
  }

  private addModel({ name, config, variables }: Extract<StreamItem, { t: 'model' }>): void {
    this.models.delete(name);
    this.models.set(name, { name, config, weights: variables });
  }

  private addTunable(item: Extract<StreamItem, { t: 'tunable' }>): void {
    const { key, label, kind, shape, start, pinned, variable } = item;
    if (variable !== null) this.keys.set(variable, key);
    else if (kind === 'state') this.stateKeys.set(label, key);
    // No person sets it by hand.
    if (kind === 'state') return;
    this.tunablesVersion++;
    this.tunables.push({ key: key as TunableKey, label, kind, shape, start, pinned });
  }

  /** A start value is called as the graph calls its variable: by the script's own name. */
  private nameTunable(variable: number, label: string): void {
    const at = this.tunables.findIndex((one) => one.key === this.keys.get(variable));
    if (at < 0) return;
    this.tunablesVersion++;
    this.tunables[at] = { ...this.tunables[at], label };
  }
}

export function errorOf(error: unknown): ScriptError {
  const line = error instanceof KernelError ? error.line : null;
  if (error instanceof Error) return { name: error.name, message: error.message, line, column: null };
  return { name: 'Error', message: String(error), line, column: null };
}

/** The sum of a tensor by its facts: exact for a scalar, NaN or Inf where there is one. */
function total({ summary, data }: Awaited<ReturnType<typeof summarize>>[number], size: number): number {
  if (data !== null) return data.reduce((sum, one) => sum + one, 0);
  if (summary.nanCount + summary.infCount > 0) return NaN;
  return summary.mean * size;
}
