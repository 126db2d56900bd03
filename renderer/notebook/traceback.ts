import type { CellExecution, CellId, NotebookCell } from '../../engine/protocol';
import { lineInDraft } from '../script/sourceLine';
import { plain } from '../stores/terminalText';

/** A part of a traceback: text, or a place in a cell that it names. */
export type TracebackPart = { text: string; place: null } | { text: string; place: { count: number; line: number } };

/** `Cell In[3], line 2`, with or without quotes, as Python and IPython write it. */
const PLACE = /Cell In ?\[(\d+)\]"?,? line (\d+)/g;

/** Cuts a traceback where it names a line of a cell. */
export function tracebackParts(traceback: readonly string[]): TracebackPart[] {
  const text = plain(traceback.join('\n')).replace(/\n+$/, '');
  const parts: TracebackPart[] = [];
  let end = 0;
  for (const found of text.matchAll(PLACE)) {
    if (found.index > end) parts.push({ text: text.slice(end, found.index), place: null });
    parts.push({ text: found[0], place: { count: Number(found[1]), line: Number(found[2]) } });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), place: null });
  return parts;
}

/** Where a place of a traceback is now: by the run that had this count, or, for outputs of a file, the cell that shows it. */
export function findPlace(
  { count, line }: { count: number; line: number },
  executions: readonly CellExecution[],
  cells: ReadonlyMap<CellId, NotebookCell>,
): { cell: CellId; line: number } | null {
  const execution = executions.findLast((each) => each.count === count);
  if (execution) {
    const now = cells.get(execution.cell);
    const there = now ? lineInDraft(execution.source, now.source, line) : null;
    return there === null ? null : { cell: execution.cell, line: there };
  }
  for (const [id, cell] of cells) {
    if (cell.count === count && line <= cell.source.split('\n').length) return { cell: id, line };
  }
  return null;
}
