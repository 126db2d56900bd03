import type { PlayHead } from '../protocol';
import type { StepView, Timeline } from './timeline';

/** Where the play head can go. All of them are pure: they look at steps and change nothing. */
export type Move =
  'stepForward' | 'stepBack' | 'nextPhase' | 'previousPhase' | 'nextTrainingStep' | 'previousTrainingStep';

/**
 * Where a move leads; null when it would leave what is recorded (the caller may then open the gate).
 * The end of a step and the start of the next are one place in time: going on from the end of a
 * step leads to the first moment of the next, and back again to that end.
 */
export function destination(timeline: Timeline, head: PlayHead, move: Move): PlayHead | null {
  switch (move) {
    case 'stepForward':
      return nextStop(timeline, head, moments);
    case 'stepBack':
      return previousStop(timeline, head, moments);
    case 'nextPhase':
      return nextStop(timeline, head, phaseEnds);
    case 'previousPhase':
      return previousStop(timeline, head, phaseEnds);
    case 'nextTrainingStep':
      return nextStop(timeline, head, stepEnd);
    case 'previousTrainingStep':
      return previousStop(timeline, head, stepEnd);
  }
}

/** Where a move stops inside a step: the nearest count of passed moments after or before one; null when there is none. */
interface Stops {
  after(view: StepView, passed: number): number | null;
  before(view: StepView, passed: number): number | null;
}

const moments: Stops = {
  after: ({ count }, passed) => (passed < count ? passed + 1 : null),
  before: ({ count }, passed) => (count > 0 && passed > 1 ? Math.min(passed - 1, count) : null),
};

const stepEnd: Stops = {
  after: ({ count }, passed) => (passed < count ? count : null),
  before: ({ count }, passed) => (count > 0 && count < passed ? count : null),
};

const phaseEnds: Stops = {
  after: (view, passed) => ends(view).find((end) => end > passed) ?? null,
  before: (view, passed) => ends(view).findLast((end) => end < passed) ?? null,
};

function ends({ moments: { marks }, count }: StepView): number[] {
  const list: number[] = [];
  for (let i = 1; i < count; i++) if (marks[i].phase !== marks[i - 1].phase) list.push(i);
  if (count > 0) list.push(count);
  return list;
}

function nextStop(timeline: Timeline, { step, passed }: PlayHead, stops: Stops): PlayHead | null {
  for (let number = step; number <= timeline.steps; number++) {
    const view = timeline.look(number);
    const next = view && stops.after(view, number === step ? passed : 0);
    if (next !== null) return { step: number, passed: next };
  }
  return null;
}

function previousStop(timeline: Timeline, { step, passed }: PlayHead, stops: Stops): PlayHead | null {
  for (let number = step; number > 0; number--) {
    const view = timeline.look(number);
    const before = view && stops.before(view, number === step ? passed : Infinity);
    if (before !== null) return { step: number, passed: before };
  }
  return passed > 0 || step > 1 ? { step: 1, passed: 0 } : null;
}
