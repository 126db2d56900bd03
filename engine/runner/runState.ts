import type { RunState } from '../protocol';
import type { Conductor } from './conductor';
import type { Mode } from './player';

/** What the script or the notebook that is open does. */
export function runStateOf({ pending, current: run, inCells }: Conductor, mode: Mode): RunState {
  if (mode.name === 'playing') return { state: 'playing', speed: mode.speed };
  if (pending) return { state: 'running' };
  if (mode.name === 'training') return { state: 'training', target: mode.target };
  // Of a notebook nothing runs before a person says so.
  if (run === null) return { state: inCells ? 'empty' : 'running' };
  if (run.end === null) return { state: run.waiting ? 'paused' : 'running' };
  const { kind, ...facts } = run.end;
  return { state: kind, ...facts } as RunState;
}
