import { expect, it } from 'vitest';
import type { CellExecution, CellId } from '../../engine/protocol';
import { durationText, timesAfter, type CellTime } from './cellTimes';

const a = 'a' as CellId;
const run = (state: CellExecution['state'], firstLine = 1): CellExecution => ({
  cell: a,
  source: 'x',
  state,
  count: 1,
  firstLine,
  lines: 1,
});

it('times a run from when it began to when it ended', () => {
  let times: ReadonlyMap<CellId, CellTime> = new Map();
  const step = (execution: CellExecution, now: number) => (times = timesAfter(times, [execution], now)).get(a);
  expect(step(run('queued'), 0)).toBeUndefined();
  expect(step(run('running'), 100)).toMatchObject({ started: 100, took: null });
  expect(step(run('running'), 300)).toMatchObject({ started: 100, took: null });
  expect(step(run('done'), 1300)).toMatchObject({ started: 100, took: 1200 });
  expect(step(run('done'), 9999)).toMatchObject({ took: 1200 });
  expect(step(run('running', 2), 10000)).toMatchObject({ started: 10000, took: null });
});

it('knows no time of a run that it did not see begin', () => {
  expect(timesAfter(new Map(), [run('done')], 5).size).toBe(0);
});

it('writes durations', () => {
  expect([10, 340, 12_400, 125_000].map(durationText)).toEqual(['', '0.3 s', '12 s', '2 min 5 s']);
});
