/**
 * What can be done with the cells of a notebook, as pure functions, and the way back. An edit remembers of
 * the cells it touched what they were before, and the order of all; text typed into other cells since is kept.
 */
import type { CellId, NotebookCell } from '../../engine/protocol';

export interface Cells {
  order: readonly CellId[];
  byId: ReadonlyMap<CellId, NotebookCell>;
}

/** How to take an edit back: the order as it was, and what each touched cell was. */
export interface CellsBefore {
  order: readonly CellId[];
  touched: ReadonlyMap<CellId, CellBefore>;
  /** The cell that was selected. */
  selected: CellId | null;
}

/** `was`: null where the cell was not there. `hadOtherText`: no for a change of kind; then what is typed since stays. */
interface CellBefore {
  was: NotebookCell | null;
  hadOtherText: boolean;
}

export function cellsOf(list: readonly NotebookCell[]): Cells {
  return { order: list.map(({ id }) => id), byId: new Map(list.map((cell) => [cell.id, cell])) };
}

export function listOf({ order, byId }: Cells): NotebookCell[] {
  return order.map((id) => byId.get(id)!);
}

export function emptyCell(id: CellId, kind: NotebookCell['kind'] = 'code'): NotebookCell {
  return { id, kind, source: '', outputs: [], count: null, extra: '{}' };
}

export function insertCell(cells: Cells, at: number, cell: NotebookCell): Cells {
  const order = [...cells.order];
  order.splice(at, 0, cell.id);
  return { order, byId: new Map(cells.byId).set(cell.id, cell) };
}

export function removeCell(cells: Cells, id: CellId): Cells {
  const byId = new Map(cells.byId);
  byId.delete(id);
  return { order: cells.order.filter((each) => each !== id), byId };
}

/** One place up (-1) or down (1); the same cells where there is no such place. */
export function moveCell(cells: Cells, id: CellId, by: -1 | 1): Cells {
  const from = cells.order.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= cells.order.length) return cells;
  const order = [...cells.order];
  order.splice(from, 1);
  order.splice(to, 0, id);
  return { ...cells, order };
}

export function changeCell(cells: Cells, id: CellId, change: Partial<NotebookCell>): Cells {
  const cell = cells.byId.get(id);
  return cell ? { ...cells, byId: new Map(cells.byId).set(id, { ...cell, ...change }) } : cells;
}

/** Another kind of cell; what a code cell gave out belongs to no other kind. */
export function changeKind(cells: Cells, id: CellId, kind: NotebookCell['kind']): Cells {
  const keeps = kind === 'code' ? {} : { outputs: [], count: null };
  return changeCell(cells, id, { kind, ...keeps });
}

/** Puts the text of the next cell below this one's, as one cell; the same cells where there is no next one. */
export function mergeWithNext(cells: Cells, id: CellId): Cells {
  const cell = cells.byId.get(id);
  const next = cells.byId.get(cells.order[cells.order.indexOf(id) + 1]);
  if (!cell || !next) return cells;
  const source = [cell.source, next.source].filter((text) => text !== '').join('\n');
  return removeCell(changeCell(cells, id, { source, outputs: [], count: null }), next.id);
}

/** Cuts a cell in two before a position in its text. */
export function splitCell(cells: Cells, id: CellId, position: number, newId: CellId): Cells {
  const cell = cells.byId.get(id);
  if (!cell) return cells;
  const above = cell.source.slice(0, position).replace(/\n$/, '');
  const below = cell.source.slice(position).replace(/^\n/, '');
  const changed = changeCell(cells, id, { source: above, outputs: [], count: null });
  return insertCell(changed, cells.order.indexOf(id) + 1, { ...emptyCell(newId, cell.kind), source: below });
}

/** What to remember of an edit from `before` to `after`. */
export function rememberEdit(before: Cells, after: Cells, selected: CellId | null): CellsBefore {
  const touched = new Map<CellId, CellBefore>();
  for (const [id, was] of before.byId) {
    const is = after.byId.get(id);
    if (is !== was) touched.set(id, { was, hadOtherText: is?.source !== was.source });
  }
  for (const id of after.byId.keys()) if (!before.byId.has(id)) touched.set(id, { was: null, hadOtherText: true });
  return { order: before.order, touched, selected };
}

/** Takes an edit back. */
export function restore(cells: Cells, { order, touched }: CellsBefore): Cells {
  const byId = new Map(cells.byId);
  for (const [id, { was, hadOtherText }] of touched) {
    const { source } = byId.get(id) ?? was ?? { source: '' };
    if (was === null) byId.delete(id);
    else byId.set(id, hadOtherText ? was : { ...was, source });
  }
  return { order: order.filter((id) => byId.has(id)), byId };
}
