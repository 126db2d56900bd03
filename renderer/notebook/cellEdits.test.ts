import { expect, it } from 'vitest';
import type { CellId, NotebookCell } from '../../engine/protocol';
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
} from './cellEdits';

const [a, b, c, d] = ['a', 'b', 'c', 'd'] as CellId[];
const cell = (id: CellId, source: string): NotebookCell => ({
  ...emptyCell(id),
  source,
  outputs: [{ kind: 'stream', name: 'stdout', text: id }],
  count: 1,
});
const cells = cellsOf([cell(a, 'x = 1'), cell(b, 'y = 2'), cell(c, 'z = 3')]);
const sources = (of: Cells) => listOf(of).map(({ source }) => source);

it('inserts, removes and moves', () => {
  expect(sources(insertCell(cells, 1, emptyCell(d)))).toEqual(['x = 1', '', 'y = 2', 'z = 3']);
  expect(sources(removeCell(cells, b))).toEqual(['x = 1', 'z = 3']);
  expect(sources(moveCell(cells, c, -1))).toEqual(['x = 1', 'z = 3', 'y = 2']);
  expect(moveCell(cells, a, -1)).toBe(cells);
  expect(moveCell(cells, c, 1)).toBe(cells);
});

it('drops outputs with the kind that had them', () => {
  expect(changeKind(cells, a, 'markdown').byId.get(a)).toMatchObject({ kind: 'markdown', outputs: [], count: null });
});

it('merges two cells, and cuts one in two', () => {
  expect(sources(mergeWithNext(cells, a))).toEqual(['x = 1\ny = 2', 'z = 3']);
  expect(mergeWithNext(cells, c)).toBe(cells);
  const cut = splitCell(cells, b, 1, d);
  expect(sources(cut)).toEqual(['x = 1', 'y', ' = 2', 'z = 3']);
  expect(sources(mergeWithNext(splitCell(mergeWithNext(cells, a), a, 6, d), a))).toEqual(['x = 1\ny = 2', 'z = 3']);
});

it('takes every edit back, and keeps what was typed into other cells since', () => {
  const edits = [
    insertCell(cells, 1, emptyCell(d)),
    removeCell(cells, b),
    moveCell(cells, c, -1),
    changeKind(cells, b, 'markdown'),
    mergeWithNext(cells, b),
  ];
  for (const after of edits) {
    const typed = changeCell(after, a, { source: 'x = 100' });
    expect(sources(restore(typed, rememberEdit(cells, after, b)))).toEqual(['x = 100', 'y = 2', 'z = 3']);
  }
});

it('takes a change of kind back without the text typed since', () => {
  const after = changeKind(cells, a, 'markdown');
  const typed = changeCell(after, a, { source: 'typed' });
  expect(restore(typed, rememberEdit(cells, after, a)).byId.get(a)).toMatchObject({ kind: 'code', source: 'typed' });
});

it('takes an undo back too', () => {
  const removed = removeCell(cells, b);
  const remembered = rememberEdit(cells, removed, b);
  const undone = restore(removed, remembered);
  const redone = restore(undone, rememberEdit(removed, undone, null));
  expect(sources(redone)).toEqual(['x = 1', 'z = 3']);
});
