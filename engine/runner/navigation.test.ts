import { describe, expect, it } from 'vitest';
import type { MomentMark, PlayHead } from '../protocol';
import { destination, isForward, type Move, type Recorded } from './navigation';

const PHASES = { f: 'forward', b: 'backward', u: 'update' } as const;

/** A step in short: `f1` an op of line 1, `b-` a visit of no line, `u7` an update, `a3` an assignment in the forward pass. */
function step(text: string): { marks: MomentMark[] } {
  const marks = text.split(' ').map((word): MomentMark => {
    const letter = word[0] as 'f' | 'b' | 'u' | 'a';
    const kind = ({ f: 'op', b: 'visit', u: 'update', a: 'assign' } as const)[letter];
    const line = word.slice(1) === '-' ? null : Number(word.slice(1));
    return { kind, phase: letter === 'a' ? 'forward' : PHASES[letter], node: null, edge: null, line };
  });
  return { marks };
}

function recorded(...steps: string[]): Recorded {
  const all = steps.map((text) => (text === '' ? { marks: [] } : text === 'gone' ? null : step(text)));
  return { steps: all.length, moments: (number) => all[number - 1] ?? null };
}

/** Every place where a move stops, from the start on. */
function path(timeline: Recorded, move: Move, from: PlayHead = { step: 1, passed: 0 }): string[] {
  const places: string[] = [];
  for (let head = destination(timeline, from, move); head !== null; head = destination(timeline, head, move)) {
    places.push(`${head.step}:${head.passed}`);
    if (places.length > 50) throw new Error('the move does not come to an end');
  }
  return places;
}

const training = recorded('f1 f2 f2 b2 b2 b1 u5 u5', 'f1 f2 f2 b2 b2 b1 u5 u5');

describe('moves by line', () => {
  it('go over all moments of the line that comes next', () => {
    expect(path(training, 'nextLine')).toEqual([
      ...['1:1', '1:3', '1:5', '1:6', '1:8'],
      ...['2:1', '2:3', '2:5', '2:6', '2:8'],
    ]);
  });

  it('come back to the same places', () => {
    const back = path(training, 'previousLine', { step: 2, passed: 8 });
    expect(back).toEqual(['2:6', '2:5', '2:3', '2:1', '1:8', '1:6', '1:5', '1:3', '1:1', '1:0']);
  });

  it('take moments of no line along with the line before them', () => {
    const timeline = recorded('f- f1 f- f1 f- f2 f-');
    expect(path(timeline, 'nextLine')).toEqual(['1:5', '1:7']);
    expect(path(timeline, 'previousLine', { step: 1, passed: 7 })).toEqual(['1:5', '1:0']);
    expect(path(recorded('f- f-'), 'nextLine')).toEqual(['1:2']);
  });

  it('start in the middle of a line and go to its end', () => {
    expect(destination(training, { step: 1, passed: 2 }, 'nextLine')).toEqual({ step: 1, passed: 3 });
    expect(destination(training, { step: 1, passed: 4 }, 'previousLine')).toEqual({ step: 1, passed: 3 });
  });

  it('pass over steps that are gone or empty, and end where nothing is recorded', () => {
    const timeline = recorded('f1 b1', 'gone', '', 'f1 b1');
    expect(path(timeline, 'nextLine')).toEqual(['1:1', '1:2', '4:1', '4:2']);
    expect(destination(recorded(), { step: 1, passed: 0 }, 'nextLine')).toBeNull();
    expect(destination(timeline, { step: 1, passed: 0 }, 'previousLine')).toBeNull();
  });
});

describe('the end of the tape', () => {
  it('is where the backward pass has not begun, and that of the next step from there on', () => {
    expect(path(training, 'toEndOfTape')).toEqual(['1:3', '2:3']);
    expect(destination(training, { step: 1, passed: 5 }, 'toEndOfTape')).toEqual({ step: 2, passed: 3 });
  });

  it('is the end of a step without a backward pass, with what was assigned in it', () => {
    expect(path(recorded('f1 a2 f3'), 'toEndOfTape')).toEqual(['1:3']);
  });

  it('is in no step that begins with its backward pass', () => {
    expect(path(recorded('b1 b1 u3', 'f1 b1'), 'toEndOfTape')).toEqual(['2:1']);
  });
});

describe('the next update', () => {
  it('stops after the first variable of each call of applyGradients', () => {
    expect(path(training, 'nextUpdate')).toEqual(['1:7', '2:7']);
    expect(path(recorded('f1 b1 u5 u5 u6 u6'), 'nextUpdate')).toEqual(['1:3', '1:5']);
  });

  it('is not there where nothing is updated', () => {
    expect(path(recorded('f1 b1', 'f1 b1'), 'nextUpdate')).toEqual([]);
  });
});

describe('moves of before', () => {
  it('stop at moments, phases and steps', () => {
    expect(path(recorded('f1 b1', 'f1'), 'stepForward')).toEqual(['1:1', '1:2', '2:1']);
    expect(path(training, 'nextPhase').slice(0, 4)).toEqual(['1:3', '1:6', '1:8', '2:3']);
    expect(path(training, 'nextTrainingStep')).toEqual(['1:8', '2:8']);
    expect(path(training, 'previousTrainingStep', { step: 2, passed: 3 })).toEqual(['1:8', '1:0']);
  });

  it('lead beyond what is recorded only when they go forward', () => {
    const forward: Move[] = ['stepForward', 'nextLine', 'nextPhase', 'nextTrainingStep', 'toEndOfTape', 'nextUpdate'];
    expect(forward.every(isForward)).toBe(true);
    const back: Move[] = ['stepBack', 'previousLine', 'previousPhase', 'previousTrainingStep'];
    expect(back.some(isForward)).toBe(false);
  });
});
