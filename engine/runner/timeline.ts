import { type Executor, type FindOp, KernelError } from '../stream/executor';
import type { Held } from '../stream/held';
import type { StreamItem } from '../stream/items';
import { bytesOf, type Checkpoint, Checkpoints } from './checkpoints';
import { buildMoments, type StepMoments } from './moments';
import { entryBytes, type PayloadEntry, type Program } from './program';
import { type Recipe, recompute } from './recompute';
import { RunFacts } from './runFacts';
import { buildGraph, type StepGraph } from './stepGraph';
import { gradientPlaces, isSilent, learningRateOf, shownBy, shownPlaces } from './shown';
import { ValueError } from '../tensor/errors';
import { packIds } from './stepIds';
import { Programs, StepRecorder } from './stepRecorder';

/** A training step as it is looked at: its structure, its moments, and every tensor that it shows. */
export interface StepView {
  readonly number: number;
  readonly program: Program;
  readonly graph: StepGraph;
  readonly moments: StepMoments;
  readonly payload: readonly PayloadEntry[];
  readonly count: number;
  tensor(place: number): Held['tensor'];
}

interface StepRecord extends Recipe {
  readonly number: number;
  /** By place; null when the memory budget did not allow it. */
  held: (Held | undefined)[] | null;
  readonly heldBytes: number;
  readonly recipeBytes: number;
  /** Not all of it was taken down: no step after it can be computed from before it. */
  readonly broken: boolean;
}

export interface Budget {
  /** Bytes of values to hold; older steps are computed anew when they are looked at. */
  readonly values: number;
  /** Bytes of what is needed to compute steps anew: checkpoints, and again as much for data. */
  readonly recipes: number;
  /** Items of one step, from which on those that nobody can come to see are let go. */
  readonly items?: number;
}

const MANY_ITEMS = 200_000;
/** So many times as much in one step is no graph that anyone could look at: an endless loop ends before the memory does. */
const MOST_TIMES = 10;
const TOO_LONG =
  'this training step has run too many ops to be shown, or to be computed again: take a gradient, and begin another tape, from time to time';

export const DEFAULT_BUDGET: Budget = { values: 256 << 20, recipes: 64 << 20 };

/** The target of a step's gradient: its loss. The tensors are owned by whoever takes it. */
export interface StepLoss {
  readonly step: number;
  readonly targets: readonly Held[];
}

/** Graph and moments of a program, kept for the few that were looked at last. */
class Compiled {
  private readonly views = new Map<Program, { graph: StepGraph; moments: StepMoments }>();

  get(program: Program, facts: RunFacts, findOp: FindOp): { graph: StepGraph; moments: StepMoments } {
    const known = this.views.get(program);
    if (known !== undefined) return known;
    const graph = buildGraph(program, facts.variables, findOp);
    const view = { graph, moments: buildMoments(program, graph) };
    this.views.set(program, view);
    for (const oldest of this.views.keys()) {
      if (this.views.size <= 8) break;
      this.views.delete(oldest);
    }
    return view;
  }
}

/** What reruns of one script share: structures, so that a dragged slider compiles nothing. */
export class ScriptMemory {
  readonly programs = new Programs();
  readonly compiled = new Compiled();
}

/**
 * The training steps of a run. It is told every item after it was executed, holds the tensors that
 * are shown within a budget, and gives any step back as a view, computing it anew if need be. The step
 * that is being recorded can be looked at as far as it has got (`show`), and goes on.
 */
export class Timeline {
  readonly facts = new RunFacts();
  private readonly records: (StepRecord | null)[] = [];
  private readonly checkpoints: Checkpoints;
  private readonly programsSeen = new WeakSet<Program>();
  private recorder: StepRecorder | null = null;
  private held: (Held | undefined)[] = [];
  private losses: StepLoss[] = [];
  private readonly usedSinceCheckpoint = new Set<number>();
  private heldBytes = 0;
  private recipeBytes = 0;
  /** Steps before this number hold no values. */
  private oldestHeld = 1;
  private looked: { record: StepRecord; view: StepView; held: readonly (Held | undefined)[] } | null = null;
  /** The step that is being recorded, as it was when it was last to be shown. */
  private open: StepRecord | null = null;
  /** Whether that step has more to show by now. */
  private grown = false;
  /** The targets of the step that is being recorded, as far as its loss was told. */
  private toldTargets: readonly Held[] = NO_TARGETS;
  /** When the step that is being recorded is pruned next. */
  private pruneAt: number;
  /** Nothing more is taken down of that step. */
  private full = false;

  constructor(
    private readonly executor: Executor,
    private readonly findOp: FindOp,
    private readonly memory: ScriptMemory = new ScriptMemory(),
    private readonly budget: Budget = DEFAULT_BUDGET,
  ) {
    this.checkpoints = new Checkpoints(budget.recipes);
    this.pruneAt = budget.items ?? MANY_ITEMS;
    memory.programs.restart();
  }

  /** Training steps that can be looked at. */
  get steps(): number {
    return this.records.length + (this.open === null ? 0 : 1);
  }

  /** The number of the step that is being recorded, or comes next. */
  get recording(): number {
    return this.records.length + 1;
  }

  /** Whether the step that is being recorded has taken a gradient: the next outermost tape begins another. */
  get hasGradient(): boolean {
    return this.recorder?.hasGradient ?? false;
  }

  /** The step that is being recorded, or else the last one. */
  get currentStep(): number {
    return this.records.length + (this.recorder === null ? 0 : 1);
  }

  /** Bytes of values that are held now; for tests and the curious. */
  get bytes(): number {
    return this.heldBytes;
  }

  observe(item: StreamItem): void {
    this.facts.observe(item);
    if (
      item.t === 'free' ||
      item.t === 'tunable' ||
      item.t === 'slot' ||
      item.t === 'optimizerStepped' ||
      item.t === 'batchMeasured' ||
      item.t === 'epochMeasured' ||
      item.t === 'output'
    )
      return;
    if (this.recorder?.endsBefore(item)) this.completeStep();
    if (this.full) throw new KernelError(item.t, 'line' in item ? item.line : null, new ValueError(TOO_LONG));
    const recorder = (this.recorder ??= this.beginStep());
    recorder.add(item);
    for (const id of shownBy(item)) this.hold(recorder.placeOf(id), id);
    if (recorder.size >= this.pruneAt) this.prune(recorder);
    this.grown ||= item.t === 'label' ? this.names(recorder, item.tensor) : !isSilent(item);
  }

  /** The script failed, at a line: the last moment of what it recorded. */
  fail(line: number | null): void {
    this.recorder ??= this.beginStep();
    this.recorder.add({ t: 'failed', line });
  }

  /** A cell failed, at a line: a moment of the step that it was in; of none when it was in no step. */
  failWithin(line: number | null): void {
    if (!this.recorder?.hasMoments) return;
    this.recorder.add({ t: 'failed', line });
    this.grown = true;
  }

  /** Lets the step that is being recorded be looked at as far as it has got; what comes next still belongs to it. */
  show(): void {
    const { recorder } = this;
    // What comes next has room in a step of its own.
    if (this.full) return this.completeStep();
    if (recorder === null || !recorder.hasMoments || !this.grown) return;
    this.grown = false;
    const { program, payload, ids } = recorder.peek();
    const held = this.held.map((one) => one?.retain());
    this.closeOpen();
    this.open = { number: this.recording, program, payload, ids, held, heldBytes: 0, recipeBytes: 0, broken: false };
    this.tellLoss(program, this.recording);
  }

  /** Everything of a step is there: the script stands at its gate, or has ended. */
  completeStep(): void {
    const { recorder, held } = this;
    if (recorder === null) return;
    this.closeOpen();
    this.recorder = null;
    this.grown = false;
    this.pruneAt = this.budget.items ?? MANY_ITEMS;
    const broken = this.full;
    this.full = false;
    const { program, payload, ids } = recorder.finish();
    const external = new Set(program.externals.map((one) => one.place));
    for (const place of external) this.usedSinceCheckpoint.add(ids[place]);
    let heldBytes = 0;
    held.forEach((one, place) => (heldBytes += one === undefined || external.has(place) ? 0 : bytesOf(one.tensor)));
    const number = this.records.length + 1;
    const packed = packIds(program, ids);
    const recipeBytes = this.recipeCost(program, payload, packed === ids ? ids.length * 8 : 0);
    this.records.push({ number, program, payload, ids: packed, held, heldBytes, recipeBytes, broken });
    this.heldBytes += heldBytes;
    this.recipeBytes += recipeBytes;
    this.tellLoss(program, number);
    this.toldTargets = NO_TARGETS;
    this.held = [];
    this.dropValues();
    if (this.recipeBytes > this.budget.recipes) this.dropRecipes();
  }

  /** Losses of the steps that were completed or shown since the last call, a later one in the place of an earlier of its step; the caller releases them. */
  takeLosses(): StepLoss[] {
    const { losses } = this;
    this.losses = [];
    return losses;
  }

  /** The step itself, or the nearest before it that can still be computed. */
  nearest(step: number): number {
    for (let number = Math.min(step, this.steps); number > 0; number--) {
      if (this.reaches(number)) return number;
    }
    return 0;
  }

  /** A step to look at, whole. It stays valid until another is looked at. Null when there is no such step. */
  look(number: number): StepView | null {
    const record = this.recordAt(number);
    if (record !== null && this.looked?.record === record) return this.looked.view;
    if (record === null || !this.reaches(number)) return null;
    const held = record.held?.map((one) => one?.retain()) ?? this.recompute(record);
    this.forget();
    const { program, payload } = record;
    const { graph, moments } = this.memory.compiled.get(program, this.facts, this.findOp);
    const tensor = (place: number) => {
      const found = held[place];
      if (found === undefined) throw new Error(`internal: step ${number} does not hold place ${place}`);
      return found.tensor;
    };
    const view = { number, program, graph, moments, payload, count: moments.marks.length, tensor };
    this.looked = { record, view, held };
    return view;
  }

  /** The moments of a step, without its numbers; null when there is no such step. */
  moments(number: number): StepMoments | null {
    const record = this.recordAt(number);
    if (record === null || !this.reaches(number)) return null;
    return this.memory.compiled.get(record.program, this.facts, this.findOp).moments;
  }

  /** What a step's updates went by; null where it made none, or is too long ago. */
  learningRate(number: number): number | null {
    const record = this.recordAt(number);
    return record && learningRateOf(record);
  }

  /**
   * The gradients that the last backward pass of each step from `first` on gave, in the order of the steps; those that
   * are not held are computed anew. A step that is too long ago is left out. The caller releases them.
   */
  *gradients(first: number): Generator<{ readonly step: number; readonly gradients: readonly Held[] }> {
    for (let step = first; step <= this.steps;) {
      const stretch = this.stretch(step);
      for (const [i, held] of this.tensorsOf(stretch).entries()) {
        yield { step: step + i, gradients: held.filter((one) => one !== undefined) };
      }
      step += Math.max(stretch.length, 1);
    }
  }

  /** Steps from `first` on that one computation can give: one that is held, or those up to the next checkpoint. */
  private stretch(first: number): StepRecord[] {
    const records: StepRecord[] = [];
    for (let number = first; number <= this.steps; number++) {
      const record = this.recordAt(number);
      const ends = record === null || (number > first && (record.held !== null || this.checkpoints.has(number)));
      if (ends) break;
      records.push(record);
      if (record.held !== null || record.broken) break;
    }
    return records;
  }

  private tensorsOf(stretch: readonly StepRecord[]): (Held | undefined)[][] {
    const [first] = stretch;
    if (first === undefined) return [];
    if (first.held !== null) return [gradientPlaces(first.program).map((place) => first.held![place]?.retain())];
    const found = this.chainTo(first.number);
    if (found === null) return [];
    const chain = [...found.chain, ...stretch.slice(1)];
    const placesOf = (one: Recipe) => (stretch.includes(one as StepRecord) ? gradientPlaces(one.program) : NOTHING);
    const all = recompute(found.checkpoint, chain, placesOf, this.executor.backend, this.findOp);
    return all.slice(found.chain.length - 1);
  }

  dispose(): void {
    this.forget();
    this.closeOpen();
    for (const record of this.records) releaseAll(record?.held);
    releaseAll(this.held);
    for (const { targets } of this.losses) releaseAll(targets);
    this.losses = [];
    this.held = [];
    this.records.length = 0;
    this.checkpoints.dispose();
  }

  private beginStep(): StepRecorder {
    const live = this.recording === 1 ? new Map<number, Held>() : this.executor.live;
    if (this.checkpoints.offer(this.recording, live, this.usedSinceCheckpoint)) this.usedSinceCheckpoint.clear();
    return new StepRecorder(this.memory.programs, this.facts, this.executor);
  }

  /** Long evaluations outside any tape leave nothing to be seen, and must not fill the memory. */
  private prune(recorder: StepRecorder): void {
    const { live } = this.executor;
    const before = this.held;
    const placeOf = recorder.prune((place, id) => before[place] !== undefined || live.has(id));
    this.held = [];
    before.forEach((one, place) => {
      if (one !== undefined) this.held[placeOf[place]] = one;
    });
    const most = MOST_TIMES * (this.budget.items ?? MANY_ITEMS);
    // What is needed may be much: then it is looked for again only when there is twice as much.
    this.pruneAt = Math.min(Math.max(this.pruneAt, 2 * recorder.size), most);
    this.full = recorder.size > most / 2;
  }

  /** Whether a name is one of a tensor that the step shows. */
  private names(recorder: StepRecorder, tensor: number | null): boolean {
    return tensor !== null && this.held[recorder.placeOf(tensor)] !== undefined;
  }

  private hold(place: number, id: number): void {
    if (place >= 0 && this.held[place] === undefined) this.held[place] = this.executor.held(id).retain();
  }

  private recordAt(number: number): StepRecord | null {
    return this.records[number - 1] ?? (this.open?.number === number ? this.open : null);
  }

  private reaches(number: number): boolean {
    const record = this.recordAt(number);
    return record !== null && (record.held !== null || this.chainTo(number) !== null);
  }

  private closeOpen(): void {
    releaseAll(this.open?.held);
    this.open = null;
  }

  /** A step that is shown before it is complete may come to have another loss. */
  private tellLoss({ targets: places }: Program, step: number): void {
    const targets = places.flatMap((place) => this.held[place] ?? []);
    const told = this.toldTargets;
    if (targets.length === 0 || (targets.length === told.length && targets.every((one, i) => one === told[i]))) return;
    this.toldTargets = targets;
    this.losses.push({ step, targets: targets.map((one) => one.retain()) });
  }

  /**
   * Keeps the tensors of the step that was looked at last while its numbers are read: another step may be looked at
   * meanwhile, and the whole run may end. Returns what lets go of them.
   */
  keepLooked(): () => void {
    const kept = this.looked?.held.map((one) => one?.retain());
    return () => releaseAll(kept);
  }

  private forget(): void {
    releaseAll(this.looked?.held);
    this.looked = null;
  }

  private recompute(record: StepRecord): (Held | undefined)[] {
    const found = this.chainTo(record.number);
    if (found === null) throw new Error(`internal: step ${record.number} can no longer be computed`);
    const placesOf = (one: Recipe) => (one === record ? shownPlaces(record.program) : NOTHING);
    return recompute(found.checkpoint, found.chain, placesOf, this.executor.backend, this.findOp).at(-1)!;
  }

  /** The steps from the checkpoint before a step up to it; null where one of them is gone. */
  private chainTo(number: number): { checkpoint: Checkpoint; chain: StepRecord[] } | null {
    const checkpoint = this.checkpoints.before(number);
    if (checkpoint === null) return null;
    const chain: StepRecord[] = [];
    for (let i = checkpoint.step - 1; i < number; i++) {
      const record = this.records[i];
      if (record === null || (record.broken && i < number - 1)) return null;
      chain.push(record);
    }
    return { checkpoint, chain };
  }

  private recipeCost(program: Program, payload: readonly PayloadEntry[], ids: number): number {
    const shared = this.programsSeen.has(program);
    this.programsSeen.add(program);
    const own = payload.reduce(
      (sum, one, i) => (shared && one === program.payload[i] ? sum : sum + entryBytes(one)),
      0,
    );
    return 150 + ids + own + (shared ? 0 : program.items.length * 250);
  }

  private dropValues(): void {
    // The latest step is always held: it is what a person looks at.
    while (this.heldBytes > this.budget.values && this.oldestHeld < this.records.length) {
      const record = this.records[this.oldestHeld++ - 1];
      if (!record?.held) continue;
      releaseAll(record.held);
      record.held = null;
      this.heldBytes -= record.heldBytes;
    }
  }

  /** Lets go of the oldest steps that are not held, but for those that begin at a checkpoint, down to half the budget. */
  private dropRecipes(): void {
    const kept = new Set(this.checkpoints.steps);
    for (let number = 1; number < this.oldestHeld && this.recipeBytes > this.budget.recipes / 2; number++) {
      const record = this.records[number - 1];
      if (record === null || kept.has(number)) continue;
      this.recipeBytes -= record.recipeBytes;
      this.records[number - 1] = null;
    }
  }
}

function releaseAll(held: readonly (Held | undefined)[] | null | undefined): void {
  held?.forEach((one) => one?.release());
}

const NOTHING: readonly number[] = [];
const NO_TARGETS: readonly Held[] = [];
