import type { MomentMark, PlayHead } from '../protocol';

/** Where the play head can go. All of them are pure: they look at steps and change nothing. */
export type Move =
  | 'stepForward'
  | 'stepBack'
  | 'nextLine'
  | 'previousLine'
  | 'nextPhase'
  | 'previousPhase'
  | 'nextTrainingStep'
  | 'previousTrainingStep'
  | 'toEndOfTape'
  | 'nextUpdate';

const FORWARD: ReadonlySet<Move> = new Set<Move>([
  'stepForward',
  'nextLine',
  'nextPhase',
  'nextTrainingStep',
  'toEndOfTape',
  'nextUpdate',
]);

/** Whether a move may lead beyond what is recorded. */
export function isForward(move: Move): boolean {
  return FORWARD.has(move);
}

/** What moves look at of a timeline. */
export interface Recorded {
  /** How many training steps there are. */
  readonly steps: number;
  /** Null for a step that can no longer be looked at. */
  moments(step: number): { readonly marks: readonly MomentMark[] } | null;
}

/**
 * Where a move leads; null when it would leave what is recorded (the caller may then open the gate).
 * The end of a step and the start of the next are one place in time: going on from the end of a
 * step leads to the first moment of the next, and back again to that end.
 */
export function destination(timeline: Recorded, head: PlayHead, move: Move): PlayHead | null {
  switch (move) {
    case 'stepForward':
      return nextStop(timeline, head, moments);
    case 'stepBack':
      return previousStop(timeline, head, moments);
    case 'nextLine':
      return nextStop(timeline, head, lineEnds);
    case 'previousLine':
      return previousStop(timeline, head, lineEnds);
    case 'nextPhase':
      return nextStop(timeline, head, phaseEnds);
    case 'previousPhase':
      return previousStop(timeline, head, phaseEnds);
    case 'nextTrainingStep':
      return nextStop(timeline, head, stepEnd);
    case 'previousTrainingStep':
      return previousStop(timeline, head, stepEnd);
    case 'toEndOfTape':
      return nextStop(timeline, head, tapeEnds);
    case 'nextUpdate':
      return nextStop(timeline, head, firstUpdates);
  }
}

type Marks = readonly MomentMark[];

/** Where a move stops inside a step: the nearest count of passed moments after or before one; null when there is none. */
interface Stops {
  after(marks: Marks, passed: number): number | null;
  before(marks: Marks, passed: number): number | null;
}

const moments: Stops = {
  after: ({ length }, passed) => (passed < length ? passed + 1 : null),
  before: ({ length }, passed) => (length > 0 && passed > 1 ? Math.min(passed - 1, length) : null),
};

const stepEnd = stopsAt(({ length }) => (length > 0 ? [length] : []));

const phaseEnds = stopsAt((marks) => {
  const ends: number[] = [];
  for (let i = 1; i < marks.length; i++) if (marks[i].phase !== marks[i - 1].phase) ends.push(i);
  if (marks.length > 0) ends.push(marks.length);
  return ends;
});

/**
 * Before each moment of another line than the one that acted last, or of another phase: what a line has computed
 * and what goes back through it are asked for by different lines. What belongs to no line goes with what is before it.
 */
const lineEnds = stopsAt((marks) => {
  const ends: number[] = [];
  let acting: MomentMark | null = null;
  marks.forEach((mark, i) => {
    if (mark.line === null) return;
    if (acting !== null && (mark.line !== acting.line || mark.phase !== acting.phase)) ends.push(i);
    acting = mark;
  });
  if (marks.length > 0) ends.push(marks.length);
  return ends;
});

/** Where the forward pass of a step is over: before its first backward pass, or at its end where it has none. */
const tapeEnds = stopsAt((marks) => {
  const end = marks.findIndex(({ phase }) => phase !== 'forward');
  return [end < 0 ? marks.length : end];
});

/** After the first variable of each line that updates some. */
const firstUpdates = stopsAt((marks) => {
  const firsts: number[] = [];
  marks.forEach(({ kind, line }, i) => {
    const before = marks[i - 1];
    if (kind === 'update' && (before?.kind !== 'update' || before.line !== line)) firsts.push(i + 1);
  });
  return firsts;
});

/** Stops at places that do not depend on where the head is, in ascending order. */
function stopsAt(places: (marks: Marks) => number[]): Stops {
  return {
    after: (marks, passed) => places(marks).find((place) => place > passed) ?? null,
    before: (marks, passed) => places(marks).findLast((place) => place < passed) ?? null,
  };
}

function nextStop(timeline: Recorded, head: PlayHead, stops: Stops): PlayHead | null {
  for (let number = head.step; number <= timeline.steps; number++) {
    const step = timeline.moments(number);
    const next = step && stops.after(step.marks, number === head.step ? head.passed : 0);
    if (next !== null) return { step: number, passed: next };
  }
  return null;
}

function previousStop(timeline: Recorded, head: PlayHead, stops: Stops): PlayHead | null {
  for (let number = head.step; number > 0; number--) {
    const step = timeline.moments(number);
    const before = step && stops.before(step.marks, number === head.step ? head.passed : Infinity);
    if (before !== null) return { step: number, passed: before };
  }
  return head.passed > 0 || head.step > 1 ? { step: 1, passed: 0 } : null;
}
