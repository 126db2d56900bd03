import { expect, it } from 'vitest';
import type { Cell, GraphSnapshot, MomentMark, TimelineView } from '../../engine/protocol';
import { indexGraph } from '../stores/graphIndex';
import { nextMoment, type Words } from './nextMomentWords';

const node = (id: string, watched = true) => ({
  id,
  label: id,
  watched,
  outputs: [{ id: `${id}:0`, shape: [], dtype: 'float32' }],
});
const edge = (source: string, target: string, inputIndex: number) => ({
  id: `${source}-${target}`,
  source,
  target,
  inputIndex,
});
const graph = indexGraph({
  nodes: [node('add'), node('yTrue', false), node('subtract')],
  edges: [edge('add', 'subtract', 0), edge('yTrue', 'subtract', 1)],
  groups: [],
} as unknown as GraphSnapshot);

const moments = [
  { kind: 'op', node: 'subtract', line: 14 },
  { kind: 'visit', node: 'subtract' },
  { kind: 'contribution', node: 'subtract', edge: 'add-subtract' },
  { kind: 'update', node: 'add', line: 17 },
  { kind: 'error', node: null, line: 18 },
  { kind: 'visit', node: null, line: 19 },
].map((each) => ({ phase: 'forward', edge: null, line: null, ...each })) as unknown as MomentMark[];

const six: Cell = {
  state: 'tensor',
  tensor: {
    shape: [],
    dtype: 'float32',
    data: [-6],
    summary: { min: -6, max: -6, mean: -6, norm: 6, zeros: 0, nanCount: 0, infCount: 0 },
  },
};
const at = (passed: number, more: Partial<TimelineView> = {}): TimelineView => ({
  head: { step: 1, passed },
  steps: 1,
  complete: false,
  moments,
  ...more,
});
const say = (timeline: TimelineView, gradient: Cell = six) =>
  nextMoment(timeline, graph, () => gradient)
    .map((word: Words[number]) => (typeof word === 'string' ? word : word.name))
    .join('');

it('says what each kind of moment will do', () => {
  expect(say(at(0))).toBe('→ computes subtract (line 14).');
  expect(say(at(1))).toBe('← reaches subtract: every contribution to its gradient has arrived.');
  expect(say(at(2))).toBe('← carries −6 back through subtract to add; yTrue is not watched.');
  expect(say(at(3))).toBe('the optimizer changes add (line 17).');
  expect(say(at(4))).toBe('the script fails (line 18).');
  expect(say(at(5))).toBe('← goes back through ops of an earlier training step, which are not drawn in this one.');
});

it('names no number that is not known yet', () => {
  expect(say(at(2), { state: 'pending' })).toBe(
    '← carries the gradient back through subtract to add; yTrue is not watched.',
  );
});

it('says what follows the last moment of a step', () => {
  expect(say(at(6))).toBe('→ the script goes on to training step 2.');
  expect(say(at(6, { steps: 3, complete: true }))).toBe('→ training step 2 begins.');
  expect(say(at(6, { complete: true }))).toMatch(/has ended/);
});

it('names the cell of a line in a notebook', () => {
  const notebook = {
    kernel: { state: 'absent' as const },
    executions: [{ cell: 'a' as never, source: '', state: 'done' as const, count: 3, firstLine: 11, lines: 9 }],
  };
  const words = nextMoment(at(0), graph, () => six, notebook);
  expect(words.map((word) => (typeof word === 'string' ? word : word.name)).join('')).toBe(
    '→ computes subtract (In [3], line 4).',
  );
});
