import { expect, it } from 'vitest';
import type { Cell, CellId, CellOutput, EngineEvent, Frame, GraphSnapshot, SlotId } from '../../engine/protocol';
import { EMPTY_MIRROR, reduceEvents, type Mirror } from './mirror';

const x = 'x' as SlotId;
const y = 'y' as SlotId;

function cell(value: number): Cell {
  const summary = { min: value, max: value, mean: value, norm: Math.abs(value), zeros: 0, nanCount: 0, infCount: 0 };
  return { state: 'tensor', tensor: { shape: [], dtype: 'float32', data: [value], summary } };
}

const snapshot = (structure: number): EngineEvent => ({
  type: 'snapshot',
  snapshot: { structure, nodes: [], edges: [], groups: [], ops: {} } satisfies GraphSnapshot,
});

const frame = (structure: number, full: boolean, values: Frame['values'], rest: Partial<Frame> = {}): EngineEvent => ({
  type: 'frame',
  frame: {
    structure,
    full,
    values,
    gradients: [],
    contributions: [],
    targets: [],
    moment: null,
    update: null,
    ...rest,
  },
});

const play = (...events: EngineEvent[]): Mirror => reduceEvents(EMPTY_MIRROR, events);

it('merges the cells of a delta frame into the frame before', () => {
  const mirror = play(snapshot(1), frame(1, true, [[x, cell(4)]]), frame(1, false, [[y, cell(16)]]));
  expect(mirror.values).toEqual(new Map([[x, cell(4)], [y, cell(16)]])); // prettier-ignore
});

it('replaces everything with a full frame', () => {
  const mirror = play(snapshot(1), frame(1, true, [[x, cell(4)], [y, cell(16)]]), frame(1, true, [[x, cell(3)]])); // prettier-ignore
  expect([...mirror.values]).toEqual([[x, cell(3)]]);
});

it('gives the same mirror whether events come one by one or in one batch', () => {
  const events = [
    snapshot(1),
    frame(1, false, [[x, cell(1)]]),
    frame(1, true, [[y, cell(2)]]),
    frame(1, false, [[x, cell(3)]]),
    snapshot(2),
    frame(1, true, [[x, cell(9)]]),
    frame(2, false, [[x, cell(5)]]),
  ];
  const oneByOne = events.reduce((mirror, event) => reduceEvents(mirror, [event]), EMPTY_MIRROR);
  expect(reduceEvents(EMPTY_MIRROR, events)).toEqual(oneByOne);
  expect([...oneByOne.values]).toEqual([[x, cell(5)]]);
});

it('drops frames of a structure that is not the present one', () => {
  const before = play(snapshot(2), frame(2, true, [[x, cell(4)]]));
  const after = reduceEvents(before, [frame(1, true, [[x, cell(99)]]), frame(3, false, [[x, cell(98)]])]);
  expect(after.values).toBe(before.values);
});

it('blanks all numbers when the structure changes, and keeps them when it is sent again', () => {
  const before = play(snapshot(1), frame(1, true, [[x, cell(4)]]));
  expect(reduceEvents(before, [snapshot(1)]).values.size).toBe(1);
  expect(reduceEvents(before, [snapshot(2)]).values.size).toBe(0);
});

it('never edits a mirror that someone holds', () => {
  const before = play(snapshot(1), frame(1, true, [[x, cell(4)]]), {
    type: 'losses',
    reset: true,
    points: [{ step: 1, loss: 9 }],
  });
  const copy = structuredClone(before);
  reduceEvents(before, [
    frame(1, false, [[x, cell(5)]]),
    { type: 'losses', reset: false, points: [{ step: 2, loss: 7.29 }] },
  ]);
  expect(before).toEqual(copy);
});

it('leaves the collections that no event touched the same objects', () => {
  const before = play(snapshot(1), frame(1, true, [[x, cell(4)]]));
  const after = reduceEvents(before, [frame(1, false, [[y, cell(16)]])]);
  expect(after.gradients).toBe(before.gradients);
  expect(after.losses).toBe(before.losses);
  expect(after.values.get(x)).toBe(before.values.get(x));
});

it('appends losses and printed lines, or begins anew', () => {
  const first = play({ type: 'losses', reset: true, points: [{ step: 1, loss: 9 }] });
  const second = reduceEvents(first, [{ type: 'losses', reset: false, points: [{ step: 2, loss: 7.29 }] }]);
  expect(second.losses.map((point) => point.loss)).toEqual([9, 7.29]);
  const again = reduceEvents(second, [
    { type: 'losses', reset: true, points: [] },
    { type: 'printed', reset: false, lines: [{ text: 'a', line: 1, step: 1 }] },
    { type: 'printed', reset: false, lines: [{ text: 'b', line: 1, step: 1 }] },
  ]);
  expect(again.losses).toEqual([]);
  expect(again.printed.map((line) => line.text)).toEqual(['a', 'b']);
});

it('keeps the moments that it was told last while only the head moves', () => {
  const moments = [{ kind: 'op', phase: 'forward', node: null, edge: null, line: 1 }] as const;
  const timeline = (passed: number, marks: typeof moments | null): EngineEvent => ({
    type: 'timeline',
    timeline: { head: { step: 1, passed }, steps: 1, complete: true, moments: marks },
  });
  const mirror = play(timeline(0, moments), timeline(1, null));
  expect(mirror.timeline).toEqual({ head: { step: 1, passed: 1 }, steps: 1, complete: true, moments });
  expect(mirror.timeline!.moments).toBe(moments);
});

it('forgets the run of another engine when a new one answers', () => {
  const before = { ...play(snapshot(1), frame(1, true, [[x, cell(4)]])), crashReason: 'killed' };
  const backend = { name: 'cpu', label: 'CPU', adapter: '', available: ['cpu'], notice: null } as const;
  const after = reduceEvents(before, [{ type: 'attached', lessons: [], formats: [], backend }]);
  expect(after).toMatchObject({ connection: 'attached', crashReason: null, snapshot: null, backend });
  expect(after.values.size).toBe(0);
});

it('puts printed text of a cell together, and begins anew when the cell is run again', () => {
  const cell = 'cell' as CellId;
  const printed = (text: string, reset: boolean): EngineEvent => ({
    type: 'cellOutputs',
    cell,
    reset,
    outputs: [{ kind: 'stream', name: 'stdout', text }],
  });
  const result: CellOutput = { kind: 'result', text: '8.0', png: null, count: 1 };
  const first = play(printed('1/2', true), printed('\r2/2\n', false), {
    type: 'cellOutputs',
    cell,
    reset: false,
    outputs: [result],
  });
  expect(first.outputs.get(cell)).toEqual([{ kind: 'stream', name: 'stdout', text: '2/2\n' }, result]);
  const again = reduceEvents(first, [printed('new', true)]);
  expect(again.outputs.get(cell)).toEqual([{ kind: 'stream', name: 'stdout', text: 'new' }]);
  expect(first.outputs.get(cell)).toHaveLength(2);
});
