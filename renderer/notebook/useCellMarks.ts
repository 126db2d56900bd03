import { useMemo, useRef } from 'react';
import type { CellId } from '../../engine/protocol';
import { NO_MARKS, type Marks } from '../script/lineMarks';
import { useChosenLines } from '../stores/chosenLines';
import { useEngineStore, useNextLine, useNode } from '../stores/engineStore';
import { placeInCells } from '../stores/sourcePlace';
import { useNotebookStore } from './documentStore';

/** What is marked in each cell; a cell without marks is not in it. A cell's marks stay the same object while they are the same. */
export function useCellMarks(): ReadonlyMap<CellId, Marks> {
  const executions = useEngineStore((s) => s.notebook?.executions ?? null);
  const moment = useEngineStore((s) => s.moment);
  const maker = useNode(moment?.node ?? null)?.line ?? null;
  const next = useNextLine();
  const chosen = useChosenLines();
  const errorLine = useEngineStore((s) => (s.run.state === 'failed' ? s.run.error.line : null));
  const cells = useNotebookStore((s) => s.open?.byId ?? null);
  const before = useRef<ReadonlyMap<CellId, Marks>>(new Map());

  const marks = useMemo(() => {
    const all = new Map<CellId, Marks>();
    if (!executions || !cells) return all;
    const mark = (line: number | null | undefined, change: (line: number) => Partial<Marks>) => {
      const place = line == null ? null : placeInCells(executions, line, (cell) => cells.get(cell)?.source ?? null);
      if (place) all.set(place.cell, { ...(all.get(place.cell) ?? NO_MARKS), ...change(place.line) });
    };
    mark(next, (line) => ({ next: line }));
    mark(maker, (line) => ({ maker: line }));
    mark(moment?.line, (line) => ({ moment: { line, phase: moment!.phase } }));
    for (const each of chosen) mark(each, (line) => ({ chosen: line }));
    mark(errorLine, (line) => ({ error: { line, message: null } }));
    return all;
  }, [executions, cells, moment, next, maker, chosen, errorLine]);

  return useMemo(() => {
    for (const [cell, each] of marks) {
      const old = before.current.get(cell);
      if (old && isSame(old, each)) marks.set(cell, old);
    }
    before.current = marks;
    return marks;
  }, [marks]);
}

function isSame(a: Marks, b: Marks): boolean {
  return (
    a.moment?.line === b.moment?.line &&
    a.moment?.phase === b.moment?.phase &&
    a.next === b.next &&
    a.maker === b.maker &&
    a.chosen === b.chosen &&
    a.error?.line === b.error?.line
  );
}
