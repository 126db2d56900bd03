import type { CellExecution, CellId } from '../../engine/protocol';

/** When a run of a cell began, and how long it took once it has ended; by a clock in milliseconds. */
export interface CellTime {
  execution: CellExecution;
  started: number;
  took: number | null;
}

/** The engine says when a run begins and ends by saying so; the times are this window's. */
export function timesAfter(
  times: ReadonlyMap<CellId, CellTime>,
  executions: readonly CellExecution[],
  now: number,
): ReadonlyMap<CellId, CellTime> {
  const next = new Map<CellId, CellTime>();
  for (const execution of executions) {
    const before = times.get(execution.cell);
    const isSame = before !== undefined && before.execution.firstLine === execution.firstLine;
    if (execution.state === 'queued') continue;
    if (execution.state === 'running') {
      next.set(execution.cell, isSame ? { ...before, execution } : { execution, started: now, took: null });
    } else if (isSame) {
      next.set(execution.cell, { ...before, execution, took: before.took ?? now - before.started });
    }
  }
  return next;
}

/** `0.3 s`, `12 s`, `2 min 5 s`; nothing for what was too short to notice. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 50) return '';
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
