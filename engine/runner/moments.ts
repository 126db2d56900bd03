import type { MomentMark, Phase } from '../protocol';
import type { LocalItem, Program } from './program';
import { takesEntry } from './program';
import type { StepGraph } from './stepGraph';

/** Stands for None where a place of a tensor is meant. */
export const NONE = -1;

/** Pairs of (moments passed from which it holds, place of the tensor), in order of the first. */
export type Track = readonly number[];

/** One backward pass: from when its gradients replace those before it, and when it has ended. */
export interface Pass {
  readonly from: number;
  ended: number;
  /** Moments of the step that had passed when it began: what was recorded later it cannot have missed. */
  readonly after: number;
  /** Slots of its targets. */
  readonly targets: readonly number[];
}

export interface Change {
  readonly slot: number;
  readonly rule: string;
  readonly formula: string;
  readonly before: number;
  readonly after: number;
  readonly gradient: number | null;
  /** Index of the hyperparameters in the step's payload; −1 when there are none. */
  readonly entry: number;
}

/** A contribution to a slot's gradient, with the sum after it. */
export interface Term {
  readonly from: number;
  readonly edge: number;
  readonly contribution: number;
  readonly sum: number;
}

/**
 * What happens in a step, moment by moment, and from which moment on each number is there. Nothing
 * is computed here: a place names the tensor that holds the number.
 */
export interface StepMoments {
  readonly marks: readonly MomentMark[];
  /** By slot. */
  readonly values: readonly Track[];
  readonly gradients: readonly Track[];
  readonly terms: readonly (readonly Term[])[];
  /** By edge. */
  readonly contributions: readonly Track[];
  readonly passes: readonly Pass[];
  /** By moment. */
  readonly changes: ReadonlyMap<number, Change>;
  /** By slot: how many moments had passed when it was on the tape. */
  readonly born: Int32Array;
}

export function buildMoments(program: Program, graph: StepGraph): StepMoments {
  return new Builder(graph).build(program.items);
}

const INNER: ReadonlySet<string> = new Set<LocalItem['t']>(['seeded', 'visited', 'contributed']);

class Builder {
  private readonly marks: MomentMark[] = [];
  private readonly values: number[][];
  private readonly gradients: number[][];
  private readonly terms: Term[][];
  private readonly contributions: number[][];
  private readonly passes: Pass[] = [];
  private readonly changes = new Map<number, Change>();
  private readonly born: Int32Array;
  private phase: Phase = 'forward';
  private depth = 0;
  /** Whether the present pass was told to go through an earlier step's ops, and the line where it began. */
  private earlierVisit: { told: boolean; line: number | null } = { told: false, line: null };

  constructor(private readonly graph: StepGraph) {
    const { slots, structure } = graph;
    this.values = slots.map(() => []);
    this.gradients = slots.map(() => []);
    this.terms = slots.map(() => []);
    this.contributions = structure.edges.map(() => []);
    this.born = new Int32Array(slots.length);
  }

  build(items: readonly LocalItem[]): StepMoments {
    this.placeLeaves(items);
    let entry = 0;
    for (const item of items) {
      this.add(item, entry);
      if (takesEntry(item)) entry++;
    }
    this.clamp();
    const { marks, values, gradients, terms, contributions, passes, changes, born } = this;
    return { marks, values, gradients, terms, contributions, passes, changes, born };
  }

  /** Leaves are there before the first moment; a variable with what it held first. */
  private placeLeaves(items: readonly LocalItem[]): void {
    const { variableSlot, slotOf } = this.graph;
    for (const item of items) {
      if (item.t === 'variableCreated') this.placeLeaf(variableSlot.get(item.variable), item.tensor);
      if (item.t === 'variableChanged') this.placeLeaf(variableSlot.get(item.variable), item.before);
      if (item.t !== 'taped') continue;
      for (const place of item.inputs) if (this.isLeaf(slotOf[place])) this.placeLeaf(slotOf[place], place);
    }
  }

  private isLeaf(slot: number): boolean {
    const { slots, structure } = this.graph;
    return structure.nodes[slots[slot].node].kind !== 'op';
  }

  private placeLeaf(slot: number | undefined, place: number): void {
    if (slot !== undefined && this.values[slot].length === 0) this.values[slot].push(0, place);
  }

  private add(item: LocalItem, entry: number): void {
    if (item.t === 'backwardStarted' && this.depth++ > 0) return;
    if (item.t === 'backwardEnded') {
      // The beginning of a pass is missing where a kernel had refused to give its target.
      if (this.depth === 0) return;
      if (--this.depth > 0) return;
    }
    // A pass inside another (a tape in a custom gradient) is that op's own affair.
    if (this.depth > 1 && INNER.has(item.t)) return;
    switch (item.t) {
      case 'taped':
        return this.addOp(item);
      case 'backwardStarted':
        return this.startPass(item.targets, item.line);
      case 'seeded':
        return this.setGradient(item.target, this.marks.length + 1, item.gradient);
      case 'visited':
        return this.addVisit(item.record);
      case 'contributed':
        if (item.record >= 0) this.addContribution(item);
        return;
      case 'backwardEnded':
        return this.endPass(item.sources, item.gradients);
      case 'variableChanged':
        return this.addChange(item, entry);
      case 'printed':
        // Text changes no number: it is shown at once, and no step of the play head is spent on it.
        return;
      case 'failed':
        return this.mark('error', null, null, item.line);
    }
  }

  private mark(
    kind: MomentMark['kind'],
    node: MomentMark['node'],
    edge: MomentMark['edge'],
    line: number | null,
  ): void {
    this.marks.push({ kind, phase: this.phase, node, edge, line });
  }

  private addOp({ record, inputs, outputs, line }: Extract<LocalItem, { t: 'taped' }>): void {
    if (this.depth === 0) this.phase = 'forward';
    this.mark('op', this.nodeId(record), null, line);
    for (const place of inputs) this.born[this.graph.slotOf[place]] ||= this.marks.length;
    for (const place of outputs) {
      const slot = this.graph.slotOf[place];
      this.values[slot].push(this.marks.length, place);
      this.born[slot] = this.marks.length;
    }
  }

  /** The new pass counts from the moment that comes next: until then the one before it is shown. */
  private startPass(targets: readonly number[], line: number | null): void {
    this.phase = 'backward';
    this.earlierVisit = { told: false, line };
    const slots = targets.map((place) => this.graph.slotOf[place]).filter((slot) => slot >= 0);
    this.passes.push({ from: this.marks.length + 1, ended: Infinity, after: this.marks.length, targets: slots });
  }

  /** Ops of an earlier step are not drawn in this one: going through them is one moment, whatever their number. */
  private addVisit(record: number): void {
    if (record >= 0) return this.mark('visit', this.nodeId(record), null, this.graph.records[record].line);
    if (!this.earlierVisit.told) this.mark('visit', null, null, this.earlierVisit.line);
    this.earlierVisit.told = true;
  }

  private addContribution(item: Extract<LocalItem, { t: 'contributed' }>): void {
    const { records, firstEdge, slotOf, structure } = this.graph;
    const { inputs, line } = records[item.record];
    const edge = firstEdge[item.record] + item.inputIndex;
    this.mark('contribution', this.nodeId(item.record), structure.edges[edge].id, line);
    const from = this.marks.length;
    this.contributions[edge].push(from, item.contribution);
    const place = inputs[item.inputIndex];
    this.setGradient(place, from, item.sum);
    this.terms[slotOf[place]].push({ from, edge, contribution: item.contribution, sum: item.sum });
  }

  /** The pass has answered: a source has its gradient or None, and so has what it never reached. */
  private endPass(sources: readonly number[], gradients: readonly (number | null)[]): void {
    const pass = this.passes[this.passes.length - 1];
    pass.ended = Math.max(this.marks.length, pass.from);
    sources.forEach((place, i) => this.setGradient(place, pass.ended, gradients[i] ?? NONE));
    this.phase = 'update';
  }

  private addChange(item: Extract<LocalItem, { t: 'variableChanged' }>, entry: number): void {
    const slot = this.graph.variableSlot.get(item.variable);
    // Bookkeeping variables that the tape never read are not in the graph.
    if (slot === undefined) return;
    const { slots, structure } = this.graph;
    const { update, before, after } = item;
    if (this.passes.length > 0 && this.depth === 0) this.phase = 'update';
    this.changes.set(this.marks.length, {
      slot,
      rule: update?.rule ?? 'assign',
      formula: update?.formula ?? String.raw`w \leftarrow v`,
      before,
      after,
      gradient: update?.gradient ?? null,
      entry: update === null ? -1 : entry,
    });
    this.mark(update === null ? 'assign' : 'update', structure.nodes[slots[slot].node].id, null, item.line);
    this.values[slot].push(this.marks.length, after);
  }

  private setGradient(place: number, from: number, gradient: number): void {
    const slot = this.graph.slotOf[place];
    if (slot >= 0) this.gradients[slot].push(from, gradient);
  }

  private nodeId(record: number): MomentMark['node'] {
    return this.graph.structure.nodes[this.graph.nodeOf[record]].id;
  }

  /** What was to be seen at a moment that never came is seen at the last one. */
  private clamp(): void {
    const last = this.marks.length;
    const clampTrack = (track: number[]) => {
      for (let i = 0; i < track.length; i += 2) if (track[i] > last) track[i] = last;
    };
    this.gradients.forEach(clampTrack);
    for (let i = 0; i < this.passes.length; i++) {
      const pass = this.passes[i];
      const ended = pass.ended === Infinity ? Infinity : Math.min(pass.ended, last);
      this.passes[i] = { ...pass, from: Math.min(pass.from, last), ended };
    }
  }
}

/** The backward pass whose gradients are shown after `passed` moments; null before the first. */
export function passAt(moments: StepMoments, passed: number): Pass | null {
  let found: Pass | null = null;
  for (const pass of moments.passes) {
    if (pass.from > passed) break;
    found = pass;
  }
  return found;
}

/** The place that a track names after `passed` moments, and since when; null when it names none yet. */
export function trackAt(track: Track, passed: number): { from: number; place: number } | null {
  let at = -2;
  for (let i = 0; i < track.length && track[i] <= passed; i += 2) at = i;
  return at < 0 ? null : { from: track[at], place: track[at + 1] };
}

/** What stands in a cell: a place, `NONE`, or null while it is not yet computed. */
export function valueAt(moments: StepMoments, slot: number, passed: number): number | null {
  return trackAt(moments.values[slot], passed)?.place ?? null;
}

/** Gradients of an earlier pass do not count: another target's numbers are never mixed in. */
export function gradientAt(moments: StepMoments, slot: number, passed: number, pass: Pass | null): number | null {
  if (pass === null) return null;
  const found = trackAt(moments.gradients[slot], passed);
  if (found !== null && found.from >= pass.from) return found.place;
  return passed >= pass.ended && moments.born[slot] <= pass.after ? NONE : null;
}

/** As for gradients; an edge that the pass did not go along carries None once it has ended. */
export function contributionAt(
  moments: StepMoments,
  edge: number,
  target: number,
  passed: number,
  pass: Pass | null,
): number | null {
  if (pass === null) return null;
  const found = trackAt(moments.contributions[edge], passed);
  if (found !== null && found.from >= pass.from) return found.place;
  return passed >= pass.ended && moments.born[target] <= pass.after ? NONE : null;
}
