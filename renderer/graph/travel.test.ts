import { expect, it } from 'vitest';
import type { GraphSnapshot, MomentMark, RunState } from '../../engine/protocol';
import { travelOf, type TravelFacts } from './travel';

const snapshot = {
  structure: 1,
  nodes: [{ id: 'x' }, { id: 'w' }, { id: 'y' }],
  edges: [
    { id: 'x>y', source: 'x', target: 'y', inputIndex: 0 },
    { id: 'w>y', source: 'w', target: 'y', inputIndex: 1 },
  ],
  groups: [],
  ops: {},
} as unknown as GraphSnapshot;

const op = { kind: 'op', phase: 'forward', node: 'y', edge: null, line: 1 } as unknown as MomentMark;
const contribution = {
  kind: 'contribution',
  phase: 'backward',
  node: 'y',
  edge: 'w>y',
  line: 1,
} as unknown as MomentMark;

function facts(passed: number, moment: MomentMark | null, run: RunState = { state: 'paused' }, step = 1): TravelFacts {
  return { snapshot, moment, run, timeline: { head: { step, passed }, steps: 2, complete: false, moments: [] } };
}

it('sends the values of all inputs to the op that is executed', () => {
  expect(travelOf(facts(0, null), facts(1, op))).toMatchObject({
    direction: 'forward',
    edges: ['x>y', 'w>y'],
    destination: 'y',
  });
});

it('sends a contribution back along its edge', () => {
  expect(travelOf(facts(1, op), facts(2, contribution))).toMatchObject({
    direction: 'backward',
    edges: ['w>y'],
    destination: 'w',
  });
});

it('moves nothing when the head goes back, jumps or stands', () => {
  expect(travelOf(facts(2, contribution), facts(1, op))).toBeNull();
  expect(travelOf(facts(0, null), facts(2, contribution))).toBeNull();
  expect(travelOf(facts(1, op), facts(1, op))).toBeNull();
});

it('goes on into the next training step', () => {
  expect(travelOf(facts(9, contribution), facts(1, op, { state: 'paused' }, 2))).not.toBeNull();
});

it('lands before the next moment comes, and moves nothing that is too fast to see', () => {
  const played = travelOf(facts(0, null), facts(1, op, { state: 'playing', speed: 2 }));
  expect(played!.milliseconds).toBeLessThan(500);
  expect(travelOf(facts(0, null), facts(1, op, { state: 'playing', speed: 32 }))).toBeNull();
  expect(travelOf(facts(0, null), facts(1, op, { state: 'training', target: 9 }))).toBeNull();
});
