/**
 * The notebook that is open, while it is edited. What cells give out comes from the engine and is kept
 * here with the cell, so that it is saved with it and outlives the engine. Runs nothing.
 */
import { create } from 'zustand';
import type { CellId, CellOutput, NotebookCell, NotebookDocument, NotebookState } from '../../engine/protocol';
import {
  cellsOf,
  changeCell,
  changeKind,
  emptyCell,
  insertCell,
  listOf,
  mergeWithNext,
  moveCell,
  rememberEdit,
  removeCell,
  restore,
  splitCell,
  type Cells,
  type CellsBefore,
} from './cellEdits';

/** Which notebook it is. */
export interface Origin {
  /** Null for one that was never saved. */
  path: string | null;
  /** Its file name, or the lesson's title. */
  name: string;
  /** The lesson that it is, if it is one. */
  lesson: string | null;
}

export interface OpenNotebook extends Cells {
  origin: Origin;
  format: NotebookDocument['format'];
  metadata: string;
  notices: readonly string[];
  selected: CellId | null;
  /** In `edit` keys are text; in `command` they act on cells. */
  mode: 'command' | 'edit';
  /** Changes when the selected cell is to take the focus. */
  focusToken: number;
  /** Counts changes of what a file would hold; equal to `savedRevision` when there is nothing to save. */
  revision: number;
  savedRevision: number;
  undo: readonly CellsBefore[];
  redo: readonly CellsBefore[];
}

/** Null while no notebook is open. */
export const useNotebookStore = create<{ open: OpenNotebook | null }>(() => ({ open: null }));

const MOST_UNDO = 100;

export function openDocument(document: NotebookDocument, origin: Origin, isSaved = true): void {
  useNotebookStore.setState({
    open: {
      ...cellsOf(document.cells),
      origin,
      format: document.format,
      metadata: document.metadata,
      notices: document.notices,
      selected: document.cells[0]?.id ?? null,
      mode: 'command',
      focusToken: 0,
      revision: isSaved ? 0 : 1,
      savedRevision: 0,
      undo: [],
      redo: [],
    },
  });
}

export function closeDocument(): void {
  useNotebookStore.setState({ open: null });
}

export function openNotebook(): OpenNotebook | null {
  return useNotebookStore.getState().open;
}

/** The notebook as a file would hold it. */
export function documentOf(open: OpenNotebook): NotebookDocument {
  return { format: open.format, cells: listOf(open), metadata: open.metadata, notices: open.notices };
}

export function isDirty(open: OpenNotebook): boolean {
  return open.revision !== open.savedRevision;
}

function update(change: (open: OpenNotebook) => Partial<OpenNotebook>): void {
  useNotebookStore.setState(({ open }) => (open ? { open: { ...open, ...change(open) } } : {}));
}

/** The file holds what the notebook was at `revision`; it may have been changed while it was written. */
export function markSaved(revision: number, origin: Origin): void {
  update(() => ({ origin, format: origin.name.endsWith('.py') ? 'py' : 'ipynb', savedRevision: revision }));
}

export function dismissNotices(): void {
  update(() => ({ notices: [] }));
}

export function typeInCell(id: CellId, source: string): void {
  update((open) => {
    if (open.byId.get(id)?.source === source) return {};
    return { ...changeCell(open, id, { source }), revision: open.revision + 1 };
  });
}

/** Selects a cell; with `focus` the keyboard goes there too. */
export function selectCell(id: CellId | null, mode: OpenNotebook['mode'] = 'command', focus = true): void {
  update((open) => {
    if (!focus && open.selected === id && open.mode === mode) return {};
    return { selected: id, mode, focusToken: open.focusToken + (focus ? 1 : 0) };
  });
}

export function selectNeighbour(by: -1 | 1): void {
  const open = openNotebook();
  if (!open) return;
  const at = open.selected === null ? -1 : open.order.indexOf(open.selected);
  const next = open.order[Math.max(0, Math.min(open.order.length - 1, at + by))];
  if (next !== undefined) selectCell(next);
}

/** An edit of cells that undo takes back. `select` says which cell is selected after it. */
function edit(
  change: (open: OpenNotebook) => { cells: Cells; select: CellId | null; mode?: OpenNotebook['mode'] } | null,
): void {
  update((open) => {
    const edited = change(open);
    if (!edited || (edited.cells.order === open.order && edited.cells.byId === open.byId)) return {};
    return {
      order: edited.cells.order,
      byId: edited.cells.byId,
      selected: edited.select,
      mode: edited.mode ?? 'command',
      focusToken: open.focusToken + 1,
      revision: open.revision + 1,
      undo: [...open.undo.slice(1 - MOST_UNDO), rememberEdit(open, edited.cells, open.selected)],
      redo: [],
    };
  });
}

/** A new cell beside one, or at the end where that is null. */
export function insertBeside(
  id: CellId | null,
  where: 'above' | 'below',
  kind: NotebookCell['kind'] = 'code',
  mode: OpenNotebook['mode'] = 'command',
): void {
  edit((open) => {
    const cell = emptyCell(newCellId(), kind);
    const at = id === null ? open.order.length : open.order.indexOf(id) + (where === 'below' ? 1 : 0);
    return { cells: insertCell(open, at, cell), select: cell.id, mode };
  });
}

export function deleteCell(id: CellId): void {
  edit((open) => {
    const at = open.order.indexOf(id);
    return { cells: removeCell(open, id), select: open.order[at + 1] ?? open.order[at - 1] ?? null };
  });
}

export function shiftCell(id: CellId, by: -1 | 1): void {
  edit((open) => ({ cells: moveCell(open, id, by), select: id }));
}

export function setKind(id: CellId, kind: NotebookCell['kind']): void {
  edit((open) => (open.byId.get(id)?.kind === kind ? null : { cells: changeKind(open, id, kind), select: id }));
}

export function mergeBelow(id: CellId): void {
  edit((open) => ({ cells: mergeWithNext(open, id), select: id }));
}

export function splitAt(id: CellId, position: number): void {
  edit((open) => {
    const below = newCellId();
    return { cells: splitCell(open, id, position, below), select: below, mode: 'edit' };
  });
}

export function undoEdit(): void {
  update((open) => travel(open, 'undo', 'redo'));
}

export function redoEdit(): void {
  update((open) => travel(open, 'redo', 'undo'));
}

function travel(open: OpenNotebook, from: 'undo' | 'redo', to: 'undo' | 'redo'): Partial<OpenNotebook> {
  const last = open[from].at(-1);
  if (!last) return {};
  const cells = restore(open, last);
  return {
    ...cells,
    selected: last.selected !== null && cells.byId.has(last.selected) ? last.selected : (cells.order[0] ?? null),
    mode: 'command',
    focusToken: open.focusToken + 1,
    revision: open.revision + 1,
    [from]: open[from].slice(0, -1),
    [to]: [...open[to], rememberEdit(open, cells, open.selected)],
  };
}

/**
 * Takes what cells gave out, and their counts, from the engine. A file of code alone has no place for
 * them, and a lesson that was only run is not worth asking about: neither has anything to save then.
 */
export function takeOutputs(outputs: ReadonlyMap<CellId, readonly CellOutput[]>, notebook: NotebookState | null): void {
  const counts = new Map((notebook?.executions ?? []).map(({ cell, count }) => [cell, count]));
  update((open) => {
    let { byId }: Cells = open;
    for (const [id, cell] of open.byId) {
      const given = outputs.get(id) ?? cell.outputs;
      const count = counts.has(id) ? counts.get(id)! : cell.count;
      if (given === cell.outputs && count === cell.count) continue;
      if (byId === open.byId) byId = new Map(open.byId);
      (byId as Map<CellId, NotebookCell>).set(id, { ...cell, outputs: given, count });
    }
    if (byId === open.byId) return {};
    const isKept = open.format === 'ipynb' && open.origin.path !== null;
    return { byId, revision: open.revision + (isKept ? 1 : 0) };
  });
}

export function clearOutputs(ids: readonly CellId[]): void {
  edit((open) => {
    const cells = ids.reduce((changed: Cells, id) => changeCell(changed, id, { outputs: [], count: null }), open);
    return { cells, select: open.selected };
  });
}

/** As nbformat wants them: letters, digits, `-` and `_`. */
export function newCellId(): CellId {
  return crypto.randomUUID().slice(0, 8) as CellId;
}
