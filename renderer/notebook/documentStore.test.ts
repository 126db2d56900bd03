import { beforeEach, expect, it } from 'vitest';
import type { CellId, CellOutput, NotebookDocument, NotebookState } from '../../engine/protocol';
import { emptyCell, listOf } from './cellEdits';
import {
  closeDocument,
  deleteCell,
  documentOf,
  insertBeside,
  isDirty,
  markSaved,
  mergeBelow,
  openDocument,
  openNotebook,
  redoEdit,
  selectCell,
  selectNeighbour,
  setKind,
  shiftCell,
  splitAt,
  takeOutputs,
  typeInCell,
  undoEdit,
} from './documentStore';

const [a, b] = ['a', 'b'] as CellId[];
const document: NotebookDocument = {
  format: 'ipynb',
  cells: [
    { ...emptyCell(a), source: 'x = 1' },
    { ...emptyCell(b), source: 'y = 2' },
  ],
  metadata: '{"kernelspec":{}}',
  notices: [],
};
const file = { path: '/home/me/n.ipynb', name: 'n.ipynb', lesson: null };
const now = () => openNotebook()!;
const sources = () => listOf(now()).map(({ source }) => source);
const printed: CellOutput = { kind: 'stream', name: 'stdout', text: 'hello\n' };
const ran = (cell: CellId, count: number): NotebookState => ({
  kernel: { state: 'ready', startMs: 1 },
  executions: [{ cell, source: '', state: 'done', count, firstLine: 1, lines: 1 }],
});

beforeEach(() => openDocument(document, file));

it('gives back the document that was opened', () => {
  expect(documentOf(now())).toEqual(document);
  expect(isDirty(now())).toBe(false);
  closeDocument();
  expect(openNotebook()).toBeNull();
});

it('has something to save after typing, and nothing once that is saved', () => {
  typeInCell(a, 'x = 1');
  expect(isDirty(now())).toBe(false);
  typeInCell(a, 'x = 2');
  const { revision } = now();
  typeInCell(a, 'x = 3');
  markSaved(revision, { ...file, path: '/elsewhere.ipynb' });
  expect(isDirty(now()), 'typed while it was written').toBe(true);
  markSaved(now().revision, file);
  expect(isDirty(now())).toBe(false);
});

it('inserts, deletes, moves, merges and splits, and selects what is there then', () => {
  insertBeside(a, 'below', 'markdown');
  expect(sources()).toEqual(['x = 1', '', 'y = 2']);
  expect(now().selected).toBe(now().order[1]);
  deleteCell(now().order[1]);
  expect(now().selected).toBe(b);
  shiftCell(b, -1);
  expect(sources()).toEqual(['y = 2', 'x = 1']);
  mergeBelow(b);
  expect(sources()).toEqual(['y = 2\nx = 1']);
  splitAt(b, 6);
  expect(sources()).toEqual(['y = 2', 'x = 1']);
  expect(now().mode).toBe('edit');
});

it('undoes all of it one by one, and does it again', () => {
  insertBeside(null, 'below');
  setKind(a, 'markdown');
  deleteCell(b);
  typeInCell(a, 'typed since');
  undoEdit();
  undoEdit();
  expect(listOf(now()).map(({ kind, source }) => [kind, source])).toEqual([
    ['code', 'typed since'],
    ['code', 'y = 2'],
    ['code', ''],
  ]);
  undoEdit();
  expect(sources()).toEqual(['typed since', 'y = 2']);
  undoEdit();
  redoEdit();
  redoEdit();
  redoEdit();
  expect(listOf(now()).map(({ kind, source }) => [kind, source])).toEqual([
    ['markdown', 'typed since'],
    ['code', ''],
  ]);
  redoEdit();
  expect(sources()).toHaveLength(2);
});

it('can lose its last cell and get a new one', () => {
  deleteCell(a);
  deleteCell(b);
  expect(now().selected).toBeNull();
  insertBeside(null, 'below');
  expect(now().order).toHaveLength(1);
});

it('takes outputs and counts from the engine', () => {
  takeOutputs(new Map([[a, [printed]]]), ran(a, 3));
  expect(now().byId.get(a)).toMatchObject({ outputs: [printed], count: 3 });
  expect(isDirty(now())).toBe(true);
  const before = now().byId;
  takeOutputs(new Map(), ran(a, 3));
  expect(now().byId).toBe(before);
});

it('does not ask to save a lesson for its outputs, nor a file that has no place for them', () => {
  openDocument(document, { path: null, name: 'The Gradient Tape', lesson: 'tape' });
  takeOutputs(new Map([[a, [printed]]]), null);
  expect(isDirty(now())).toBe(false);
  openDocument({ ...document, format: 'py' }, { ...file, name: 'n.py' });
  takeOutputs(new Map([[a, [printed]]]), null);
  expect(isDirty(now())).toBe(false);
});

it('walks from cell to cell and stays at the ends', () => {
  selectCell(a);
  selectNeighbour(1);
  selectNeighbour(1);
  expect(now().selected).toBe(b);
  selectNeighbour(-1);
  selectNeighbour(-1);
  expect(now().selected).toBe(a);
});
