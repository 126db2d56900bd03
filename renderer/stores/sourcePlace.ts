/**
 * Where a line of the run is written. Of a script it is the line itself; a notebook's lines are numbered
 * on from one run of a cell to the next, so a line belongs to the run of a cell that took it.
 */
import type { CellExecution, CellId, NotebookState } from '../../engine/protocol';
import { lineInDraft } from '../script/sourceLine';

/** A line of a cell as it was run, from 1. */
export interface CellLine {
  execution: CellExecution;
  line: number;
}

export function locateLine(executions: readonly CellExecution[], line: number): CellLine | null {
  const execution = executions.findLast(({ firstLine, lines }) => line >= firstLine && line < firstLine + lines);
  return execution ? { execution, line: line - execution.firstLine + 1 } : null;
}

/** The line of the run found again in a cell's text as it is now; null when it was changed or the cell is gone. */
export function placeInCells(
  executions: readonly CellExecution[],
  line: number,
  sourceOf: (cell: CellId) => string | null,
): { cell: CellId; line: number } | null {
  const found = locateLine(executions, line);
  if (!found) return null;
  const { cell, source } = found.execution;
  const now = sourceOf(cell);
  const there = now === null ? null : lineInDraft(source, now, found.line);
  return there === null ? null : { cell, line: there };
}

/** All lines of the run that a line of a cell, as it is written now, has had: one for each time that the cell ran. */
export function linesOfCellLine(
  executions: readonly CellExecution[],
  cell: CellId,
  source: string,
  line: number,
): number[] {
  return executions.flatMap((execution) => {
    if (execution.cell !== cell) return [];
    const there = lineInDraft(source, execution.source, line);
    return there === null ? [] : [execution.firstLine + there - 1];
  });
}

/** A line in words: `line 3` of a script, `In [2], line 3` of a notebook. */
export function describeLine(notebook: NotebookState | null, line: number): string {
  if (notebook === null) return `line ${line}`;
  const found = locateLine(notebook.executions, line);
  return found ? `In [${found.execution.count ?? ' '}], line ${found.line}` : `line ${line}`;
}
