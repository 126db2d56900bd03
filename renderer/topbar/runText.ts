import type { MomentMark, NotebookState, Phase, RunState, TimelineView } from '../../engine/protocol';
import { describeLine } from '../stores/sourcePlace';

/** How the run stands, in words: `paused at the backward pass of step 1`. */
export function runText(
  run: RunState,
  timeline: TimelineView | null,
  moment: MomentMark | null,
  notebook: NotebookState | null = null,
): string {
  const what = notebook === null ? 'the script' : 'the notebook';
  switch (run.state) {
    case 'empty':
      return notebook === null ? 'no script' : 'nothing has run yet';
    case 'running':
      return notebook === null ? 'the script is computing…' : 'a cell is computing…';
    case 'playing':
      return `playing ${place(timeline, moment)}`;
    case 'training':
      return `training to step ${run.target}`;
    case 'paused':
      return `paused ${place(timeline, moment)}`;
    case 'finished':
      return `${notebook === null ? 'the script ended' : 'the cells have run'} · looking ${place(timeline, moment)}`;
    case 'stopped':
      return `stopped · looking ${place(timeline, moment)}`;
    case 'failed':
      return run.error.line === null ? `${what} failed` : `${what} failed at ${describeLine(notebook, run.error.line)}`;
    case 'crashed':
      return `${what} crashed`;
  }
}

const PLACES: Record<Phase, string> = {
  forward: 'the forward pass',
  backward: 'the backward pass',
  update: 'the update',
};

function place(timeline: TimelineView | null, moment: MomentMark | null): string {
  if (!timeline || timeline.steps === 0) return 'before the first step';
  const { step, passed } = timeline.head;
  if (passed === 0 || !moment) return `at the start of step ${step}`;
  if (passed >= timeline.moments.length) return `at the end of step ${step}`;
  return `at ${PLACES[moment.phase]} of step ${step}`;
}
