import { expect, it } from 'vitest';
import type { CellExecution, CellId } from '../../engine/protocol';
import { describeLine, linesOfCellLine, locateLine, placeInCells } from './sourcePlace';

const a = 'a' as CellId;
const b = 'b' as CellId;
const run = (cell: CellId, source: string, firstLine: number, count: number): CellExecution => ({
  cell,
  source,
  state: 'done',
  count,
  firstLine,
  lines: source.split('\n').length,
});
const executions = [
  run(a, 'import tensorflow as tf\nx = tf.Variable(4.0)', 1, 1),
  run(b, 'y = x**2\nprint(y)\ny', 3, 2),
  run(a, 'import tensorflow as tf\nx = tf.Variable(5.0)', 6, 3),
];

it('finds the run of a cell that took a line', () => {
  expect(locateLine(executions, 2)).toEqual({ execution: executions[0], line: 2 });
  expect(locateLine(executions, 3)).toEqual({ execution: executions[1], line: 1 });
  expect(locateLine(executions, 7)).toEqual({ execution: executions[2], line: 2 });
  expect(locateLine(executions, 8)).toBeNull();
  expect(locateLine(executions, 0)).toBeNull();
});

it('finds a line again in a cell that was edited since', () => {
  const source = new Map([[a, '# a comment above\nimport tensorflow as tf\nx = tf.Variable(5.0)']]);
  const sourceOf = (cell: CellId) => source.get(cell) ?? null;
  expect(placeInCells(executions, 7, sourceOf)).toEqual({ cell: a, line: 3 });
  expect(placeInCells(executions, 2, sourceOf), 'its text is another now').toBeNull();
  expect(placeInCells(executions, 3, sourceOf), 'the cell was deleted').toBeNull();
});

it('gives a line of a cell the lines of all its runs', () => {
  expect(linesOfCellLine(executions, a, executions[2].source, 1)).toEqual([1, 6]);
  expect(linesOfCellLine(executions, a, executions[2].source, 2)).toEqual([7]);
  expect(linesOfCellLine(executions, b, 'y = x**2\nprint(y)\ny', 3)).toEqual([5]);
});

it('says where a line is', () => {
  expect(describeLine(null, 7)).toBe('line 7');
  expect(describeLine({ kernel: { state: 'absent' }, executions }, 4)).toBe('In [2], line 2');
  expect(describeLine({ kernel: { state: 'absent' }, executions }, 40)).toBe('line 40');
});
