import { expect, it } from 'vitest';
import type { CellExecution, CellId, NotebookCell } from '../../engine/protocol';
import { emptyCell } from './cellEdits';
import { findPlace, tracebackParts } from './traceback';

const a = 'a' as CellId;
const cells = (source: string, count: number | null): ReadonlyMap<CellId, NotebookCell> =>
  new Map([[a, { ...emptyCell(a), source, count }]]);
const execution: CellExecution = {
  cell: a,
  source: 'x = 1\n1 / 0',
  state: 'failed',
  count: 3,
  firstLine: 9,
  lines: 2,
};

it('finds the places that a traceback names', () => {
  const parts = tracebackParts([
    '\u001b[31mTraceback (most recent call last):\u001b[0m',
    '  File "Cell In[3]", line 2, in <module>',
    '    1 / 0',
    'Cell In[12], line 30',
    'ZeroDivisionError: division by zero',
  ]);
  expect(parts.map(({ text }) => text).join('')).not.toContain('\u001b');
  expect(parts.filter(({ place }) => place !== null)).toEqual([
    { text: 'Cell In[3]", line 2', place: { count: 3, line: 2 } },
    { text: 'Cell In[12], line 30', place: { count: 12, line: 30 } },
  ]);
});

it('leads to the line as it stands now', () => {
  expect(findPlace({ count: 3, line: 2 }, [execution], cells('# first\nx = 1\n1 / 0', 3))).toEqual({
    cell: a,
    line: 3,
  });
  expect(findPlace({ count: 3, line: 2 }, [execution], cells('x = 1\n1 / 2', 3))).toBeNull();
  expect(findPlace({ count: 4, line: 2 }, [execution], cells('x = 1', 3))).toBeNull();
});

it('leads to the cell of a file that was not run yet', () => {
  expect(findPlace({ count: 7, line: 1 }, [], cells('1 / 0', 7))).toEqual({ cell: a, line: 1 });
  expect(findPlace({ count: 7, line: 5 }, [], cells('1 / 0', 7))).toBeNull();
});
