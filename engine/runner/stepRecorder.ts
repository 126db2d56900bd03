import type { Executor } from '../stream/executor';
import type { StreamItem } from '../stream/items';
import { type External, type LocalItem, type PayloadEntry, type Program, sameEntry, samePlain } from './program';
import { prune } from './prune';
import type { RunFacts } from './runFacts';

/** Programs that were seen lately, newest last: a loop with an `if` in it alternates between a few. */
const REMEMBERED = 16;

/** The programs of a script, kept over its reruns so that a dragged slider compiles nothing. */
export class Programs {
  private readonly seen: Program[] = [];
  private readonly successors = new WeakMap<Program, Program>();
  private last: Program | null = null;
  private first: Program | null = null;

  /** A new run begins: its first step is likely to be the last run's first step. */
  restart(): void {
    this.last = null;
  }

  /** What the next step is likely to be. */
  guess(): Program | null {
    return this.last === null ? this.first : (this.successors.get(this.last) ?? this.last);
  }

  /** The known program equal to this one, or this one, which is then known. */
  intern(program: Program): Program {
    const known = this.seen.findIndex((one) => sameProgram(one, program));
    const kept = known < 0 ? program : this.seen[known];
    this.reached(kept);
    return kept;
  }

  /**
   * As `intern`, for a step that may go on: it is what this step is likely to be in a rerun, and the step
   * before it stays the last that is complete.
   */
  internOpen(program: Program): Program {
    const complete = this.last;
    const kept = this.intern(program);
    this.last = complete;
    return kept;
  }

  reached(program: Program): void {
    const at = this.seen.indexOf(program);
    if (at >= 0) this.seen.splice(at, 1);
    this.seen.push(program);
    if (this.seen.length > REMEMBERED) this.seen.shift();
    if (this.last === null) this.first = program;
    else this.successors.set(this.last, program);
    this.last = program;
  }
}

function sameProgram(a: Program, b: Program): boolean {
  return (
    a.items.length === b.items.length &&
    a.places === b.places &&
    samePlain(a.externals, b.externals) &&
    samePlain(a.items, b.items) &&
    samePlain([...a.lines], [...b.lines])
  );
}

export interface RecordedStep {
  readonly program: Program;
  readonly payload: readonly PayloadEntry[];
  /** The script's tensor ids by place. */
  readonly ids: number[];
}

/**
 * Takes down one training step. As long as its items repeat the guessed program nothing is kept of
 * them; at the first difference what was matched so far is copied and the rest is written out.
 */
export class StepRecorder {
  private ids: number[] = [];
  private places = new Map<number, number>();
  private readonly records = new Map<number, number>();
  private payload: PayloadEntry[] = [];
  private externals: External[] = [];
  private lines = new Map<number, number | null>();
  private items: LocalItem[] | null = null;
  private matched = 0;
  private gradientTaken = false;
  private visible = false;

  constructor(
    private readonly programs: Programs,
    private readonly facts: RunFacts,
    private readonly executor: Executor,
    private readonly guess: Program | null = programs.guess(),
  ) {
    if (guess === null) this.items = [];
  }

  /** How much was taken down. */
  get size(): number {
    return this.items?.length ?? this.matched;
  }

  /** Lets go of what nobody can come to see; where a tensor that stays has its place now. */
  prune(wanted: (place: number, id: number) => boolean): Int32Array {
    const { payload, externals, ids, lines } = this;
    const items = this.items ?? this.guess!.items.slice(0, this.matched);
    const pruned = prune({ items, payload, externals, ids, lines }, wanted);
    this.items = [...pruned.items];
    this.payload = [...pruned.payload];
    this.externals = [...pruned.externals];
    this.ids = [...pruned.ids];
    this.lines = new Map(pruned.lines);
    this.places = new Map(pruned.ids.map((id, place) => [id, place]));
    return pruned.placeOf;
  }

  /** Whether there is anything to look at: an op on the tape, a backward pass, an error. */
  get hasMoments(): boolean {
    return this.visible;
  }

  /** Whether the next outermost tape begins another step. */
  get hasGradient(): boolean {
    return this.gradientTaken;
  }

  /** Whether an item ends this step and begins the next. */
  endsBefore(item: StreamItem): boolean {
    return item.t === 'recordingStarted' && this.gradientTaken;
  }

  /** The place of a tensor of this step, −1 when the step has not met it. */
  placeOf(id: number): number {
    return this.places.get(id) ?? -1;
  }

  add(item: StreamItem | { t: 'failed'; line: number | null }): void {
    if (item.t === 'backwardEnded') this.gradientTaken = true;
    if (item.t === 'taped' || item.t === 'backwardStarted' || item.t === 'failed') this.visible = true;
    const local = this.localize(item);
    if (local === null) return;
    if (this.items === null && this.guess !== null) {
      if (this.matched < this.guess.items.length && samePlain(local, this.guess.items[this.matched])) {
        this.matched++;
        return;
      }
      this.items = this.guess.items.slice(0, this.matched);
    }
    this.items!.push(local);
  }

  finish(): RecordedStep {
    const { guess, ids } = this;
    if (guess !== null && this.matchesWhole(guess)) {
      this.programs.reached(guess);
      return { program: guess, payload: sharePayload(this.payload, guess.payload), ids };
    }
    const items = this.items ?? guess!.items.slice(0, this.matched);
    const { externals, payload, lines } = this;
    const own: Program = { items, externals, places: ids.length, payload, lines, targets: targetsOf(items) };
    const program = this.programs.intern(own);
    return { program, payload: sharePayload(payload, program.payload), ids };
  }

  /** What was taken down so far, as a step to be looked at. The recorder goes on. */
  peek(): RecordedStep {
    const { guess } = this;
    const [ids, payload] = [[...this.ids], [...this.payload]];
    if (guess !== null && this.matchesWhole(guess)) {
      return { program: guess, payload: sharePayload(payload, guess.payload), ids };
    }
    const items = this.items?.slice() ?? guess!.items.slice(0, this.matched);
    const [externals, lines] = [[...this.externals], new Map(this.lines)];
    const own: Program = { items, externals, places: ids.length, payload, lines, targets: targetsOf(items) };
    const program = this.programs.internOpen(own);
    return { program, payload: sharePayload(payload, program.payload), ids };
  }

  private matchesWhole(guess: Program): boolean {
    return (
      this.items === null &&
      this.matched === guess.items.length &&
      samePlain(this.externals, guess.externals) &&
      [...this.lines].every(([place, line]) => guess.lines.get(place) === line)
    );
  }

  private localize(item: StreamItem | { t: 'failed'; line: number | null }): LocalItem | null {
    switch (item.t) {
      case 'upload': {
        const id = this.made(item.id);
        this.payload.push(item.data);
        this.lines.set(id, item.line);
        return { t: 'upload', id, shape: item.shape, dtype: item.dtype };
      }
      case 'op':
        return this.localizeOp(item);
      case 'alias':
        return { ...item, source: this.use(item.source), target: this.made(item.target) };
      case 'free':
      case 'tunable':
      case 'model':
      case 'slot':
      case 'optimizerStepped':
      case 'batchMeasured':
      case 'epochMeasured':
      case 'output':
        return null;
      case 'recordingStarted':
      case 'recordingEnded':
      case 'failed':
        return item;
      case 'taped': {
        const [inputs, outputs] = [this.used(item.inputs), this.used(item.outputs)];
        const record = this.records.size;
        this.records.set(item.record, record);
        return { ...item, record, inputs, outputs };
      }
      case 'backwardStarted':
        return { ...item, targets: this.used(item.targets), sources: this.used(item.sources) };
      case 'seeded':
        return { ...item, target: this.use(item.target), gradient: this.use(item.gradient) };
      case 'visited':
        return { ...item, record: this.recordOf(item.record), upstream: this.usedOrNone(item.upstream) };
      case 'contributed':
        return {
          ...item,
          record: this.recordOf(item.record),
          contribution: this.use(item.contribution),
          sum: this.use(item.sum),
        };
      case 'backwardEnded':
        return { ...item, sources: this.used(item.sources), gradients: this.usedOrNone(item.gradients) };
      case 'variableCreated':
        return { ...item, variable: this.facts.variable(item.variable).ordinal, tensor: this.use(item.tensor) };
      case 'variableChanged':
        return this.localizeChange(item);
      case 'label':
        if (item.tensor === null || !this.executor.live.has(item.tensor)) return null;
        return { t: 'label', tensor: this.use(item.tensor), name: item.name };
      case 'printed':
        return { t: 'printed', line: item.line };
    }
  }

  private localizeOp({ op, inputs, outputs, attributes, line }: Extract<StreamItem, { t: 'op' }>): LocalItem {
    const attributed = Object.keys(attributes).length > 0;
    if (attributed) this.payload.push(attributes);
    const specs = outputs.map((id) => {
      const { shape, dtype } = this.executor.tensor(id);
      return { shape, dtype };
    });
    const used = this.used(inputs);
    return { t: 'op', op, inputs: used, outputs: outputs.map((id) => this.made(id)), specs, line, attributed };
  }

  private localizeChange({
    variable,
    before,
    after,
    update,
    line,
  }: Extract<StreamItem, { t: 'variableChanged' }>): LocalItem {
    if (update !== null) this.payload.push(update.hyperparameters);
    return {
      t: 'variableChanged',
      variable: this.facts.variable(variable).ordinal,
      before: this.use(before),
      after: this.use(after),
      update: update && { rule: update.rule, formula: update.formula, gradient: this.use(update.gradient) },
      line,
    };
  }

  /** Records of an earlier step (of a persistent tape) are −1: their ops are not in this step's graph. */
  private recordOf(record: number): number {
    return this.records.get(record) ?? -1;
  }

  private made(id: number): number {
    const place = this.ids.length;
    this.ids.push(id);
    this.places.set(id, place);
    return place;
  }

  private use(id: number): number {
    const known = this.places.get(id);
    if (known !== undefined) return known;
    const { shape, dtype } = this.executor.tensor(id);
    const place = this.made(id);
    const { label = null, line = null, variable = null } = this.facts.tensor(id) ?? {};
    this.externals.push({ place, shape, dtype, label, line, variable });
    return place;
  }

  private used(ids: readonly number[]): number[] {
    const places = new Array<number>(ids.length);
    for (let i = 0; i < ids.length; i++) places[i] = this.use(ids[i]);
    return places;
  }

  private usedOrNone(ids: readonly (number | null)[]): (number | null)[] {
    const places = new Array<number | null>(ids.length);
    for (let i = 0; i < ids.length; i++) places[i] = ids[i] === null ? null : this.use(ids[i] as number);
    return places;
  }
}

/** The same array when every entry is, else one that shares the entries that are. */
function sharePayload(own: readonly PayloadEntry[], shared: readonly PayloadEntry[]): readonly PayloadEntry[] {
  if (own === shared) return shared;
  let same = own.length === shared.length;
  const merged = own.map((entry, i) => {
    if (i < shared.length && sameEntry(entry, shared[i])) return shared[i];
    same = false;
    return entry;
  });
  return same ? shared : merged;
}

function targetsOf(items: readonly LocalItem[]): readonly number[] {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i];
    if (item.t === 'backwardStarted') return item.targets;
  }
  return [];
}
