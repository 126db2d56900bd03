import type { Cell, EdgeId, Frame, GraphSnapshot, MomentMark, SlotId, TensorView } from '../protocol';
import { summarize } from '../summary/summarize';
import type { Tensor } from '../tensor/tensor';
import { contributionAt, gradientAt, NONE, passAt, valueAt } from './moments';
import type { StepView } from './timeline';

export const PENDING_CELL: Cell = { state: 'pending' };
export const NONE_CELL: Cell = { state: 'none' };

type TensorCell = Extract<Cell, { state: 'tensor' }>;

/** Cells of tensors, kept while the tensors live: a tensor never changes, so it is summarized once. */
export class Cells {
  private readonly known = new WeakMap<Tensor, TensorCell>();

  /** Summarizes what is not known yet, all in one read. */
  async fill(tensors: Iterable<Tensor>): Promise<void> {
    const missing = [...new Set(tensors)].filter((tensor) => !this.known.has(tensor));
    if (missing.length === 0) return;
    const facts = await summarize(missing);
    missing.forEach((tensor, i) => {
      const { shape, dtype } = tensor;
      this.known.set(tensor, { state: 'tensor', tensor: { shape, dtype, ...facts[i] } });
    });
  }

  of(tensor: Tensor): TensorCell {
    const cell = this.known.get(tensor);
    if (cell === undefined) throw new Error('internal: a tensor is shown that was not summarized');
    return cell;
  }

  view(tensor: Tensor): TensorView {
    return this.of(tensor).tensor;
  }
}

/** Everything that is to be seen at one position of the play head. */
export interface Picture {
  readonly values: ReadonlyMap<SlotId, Cell>;
  readonly gradients: ReadonlyMap<SlotId, Cell>;
  readonly contributions: ReadonlyMap<EdgeId, Cell>;
  readonly targets: readonly SlotId[];
  readonly moment: MomentMark | null;
  readonly update: Frame['update'];
}

/** The picture of a step after `passed` moments; one read for all numbers that are not known yet. */
export async function takePicture(view: StepView, passed: number, cells: Cells): Promise<Picture> {
  const { graph, moments } = view;
  const pass = passAt(moments, passed);
  const { slots, structure } = graph;
  const values = slots.map((_, slot) => valueAt(moments, slot, passed));
  const gradients = slots.map((_, slot) => gradientAt(moments, slot, passed, pass));
  const targetSlots = targetSlotOfEdges(view);
  const contributions = structure.edges.map((_, i) => contributionAt(moments, i, targetSlots[i], passed, pass));
  const change = moments.changes.get(passed - 1) ?? null;
  const places = new Set<number>();
  for (const list of [values, gradients, contributions]) {
    for (const place of list) if (place !== null && place !== NONE) places.add(place);
  }
  if (change !== null)
    for (const place of [change.before, change.after, change.gradient]) if (place !== null) places.add(place);
  await cells.fill([...places].map((place) => view.tensor(place)));
  const cell = (place: number | null) =>
    place === null ? PENDING_CELL : place === NONE ? NONE_CELL : cells.of(view.tensor(place));
  return {
    values: new Map(slots.map((slot, i) => [slot.id, cell(values[i])])),
    gradients: new Map(slots.map((slot, i) => [slot.id, cell(gradients[i])])),
    contributions: new Map(structure.edges.map((edge, i) => [edge.id, cell(contributions[i])])),
    targets: pass?.targets.map((slot) => slots[slot].id) ?? [],
    moment: moments.marks[passed - 1] ?? null,
    update: change && {
      node: structure.nodes[slots[change.slot].node].id,
      slot: slots[change.slot].id,
      rule: change.rule,
      formula: change.formula,
      hyperparameters: change.entry < 0 ? {} : (view.payload[change.entry] as Record<string, number>),
      old: cells.view(view.tensor(change.before)),
      gradient: change.gradient === null ? null : cells.view(view.tensor(change.gradient)),
      new: cells.view(view.tensor(change.after)),
    },
  };
}

/** For each edge the first output slot of the op that it leads into. */
function targetSlotOfEdges({ graph }: StepView): Int32Array {
  const { records, firstEdge, slotOf, structure } = graph;
  const slots = new Int32Array(structure.edges.length);
  records.forEach(({ inputs, outputs }, record) => {
    for (let i = 0; i < inputs.length; i++) slots[firstEdge[record] + i] = slotOf[outputs[0]];
  });
  return slots;
}

/** Turns pictures into frames: a full one when the structure changes, else what differs from the one before. */
export class FrameWriter {
  private shown: { structure: number; picture: Picture } | null = null;

  /** The next frame; the same picture again gives a delta with no cells in it. */
  next(snapshot: GraphSnapshot, picture: Picture): Frame {
    const before = this.shown?.structure === snapshot.structure ? this.shown.picture : null;
    this.shown = { structure: snapshot.structure, picture };
    return write(snapshot.structure, picture, before);
  }

  /** What is shown now, whole, for a workbench that joins. */
  whole(): Frame | null {
    return this.shown && write(this.shown.structure, this.shown.picture, null);
  }
}

function write(structure: number, picture: Picture, before: Picture | null): Frame {
  const { targets, moment, update } = picture;
  return {
    structure,
    full: before === null,
    values: changed(picture.values, before?.values),
    gradients: changed(picture.gradients, before?.gradients),
    contributions: changed(picture.contributions, before?.contributions),
    targets,
    moment,
    update,
  };
}

/** Cells of a tensor are one object as long as it lives, so they compare by identity. */
function changed<Key>(now: ReadonlyMap<Key, Cell>, before: ReadonlyMap<Key, Cell> | undefined): [Key, Cell][] {
  if (before === undefined) return [...now];
  const list: [Key, Cell][] = [];
  for (const [key, cell] of now) if (before.get(key) !== cell) list.push([key, cell]);
  return list;
}
