import { useEffect, useState } from 'react';
import type { CellExecution, CellId } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { timesAfter, type CellTime } from './cellTimes';

/** The last time that a cell was run, or is to be. */
export function useCellExecution(cell: CellId): CellExecution | null {
  return useEngineStore((s) => s.notebook?.executions.findLast((each) => each.cell === cell) ?? null);
}

let times: ReadonlyMap<CellId, CellTime> = new Map();
useEngineStore.subscribe((now, before) => {
  if (now.notebook === before.notebook) return;
  times = timesAfter(times, now.notebook?.executions ?? [], performance.now());
});

const TICK_MS = 200;

/** How long the cell runs, or ran the last time, in milliseconds; null when that is not known. */
export function useCellTime(cell: CellId, isRunning: boolean): number | null {
  const now = useNow(isRunning);
  const time = times.get(cell);
  if (!time) return null;
  return time.took ?? Math.max(0, now - time.started);
}

/** The present, told again and again while something is waited for. */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}
