import type { MomentMark, Phase, RunState, TimelineView } from '../../engine/protocol';

/** How the run stands, in words: `paused at the backward pass of step 1`. */
export function runText(run: RunState, timeline: TimelineView | null, moment: MomentMark | null): string {
  switch (run.state) {
    case 'empty':
      return 'no script';
    case 'running':
      return 'the script is computing…';
    case 'playing':
      return `playing ${place(timeline, moment)}`;
    case 'training':
      return `training to step ${run.target}`;
    case 'paused':
      return `paused ${place(timeline, moment)}`;
    case 'finished':
      return `the script ended · looking ${place(timeline, moment)}`;
    case 'stopped':
      return `stopped · looking ${place(timeline, moment)}`;
    case 'failed':
      return run.error.line === null ? 'the script failed' : `the script failed at line ${run.error.line}`;
    case 'crashed':
      return 'the script crashed';
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
