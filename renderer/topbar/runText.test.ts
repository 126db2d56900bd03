import { expect, it } from 'vitest';
import type { MomentMark, TimelineView } from '../../engine/protocol';
import { runText } from './runText';

const moment = (phase: MomentMark['phase']): MomentMark => ({ kind: 'op', phase, node: null, edge: null, line: null });
const moments = [moment('forward'), moment('backward'), moment('update')];
const at = (step: number, passed: number): TimelineView => ({
  head: { step, passed },
  steps: 3,
  complete: false,
  moments,
});

it('says where the play head stands', () => {
  expect(runText({ state: 'paused' }, at(1, 2), moment('backward'))).toBe('paused at the backward pass of step 1');
  expect(runText({ state: 'paused' }, at(2, 0), null)).toBe('paused at the start of step 2');
  expect(runText({ state: 'finished' }, at(3, 3), moment('update'))).toBe(
    'the script ended · looking at the end of step 3',
  );
  expect(runText({ state: 'playing', speed: 2 }, at(1, 1), moment('forward'))).toBe(
    'playing at the forward pass of step 1',
  );
});

it('says what the script does', () => {
  expect(runText({ state: 'training', target: 500 }, at(1, 2), null)).toBe('training to step 500');
  expect(runText({ state: 'failed', error: { name: 'ShapeError', message: '', line: 7, column: 1 } }, null, null)).toBe(
    'the script failed at line 7',
  );
  expect(runText({ state: 'paused' }, null, null)).toBe('paused before the first step');
});

it('speaks of cells while a notebook is open', () => {
  const notebook = {
    kernel: { state: 'absent' as const },
    executions: [{ cell: 'a' as never, source: 'a\nb', state: 'failed' as const, count: 2, firstLine: 6, lines: 2 }],
  };
  const error = { name: 'ValueError', message: '', line: 7, column: 1 };
  expect(runText({ state: 'failed', error }, null, null, notebook)).toBe('the notebook failed at In [2], line 2');
  expect(runText({ state: 'empty' }, null, null, notebook)).toBe('nothing has run yet');
  expect(runText({ state: 'finished' }, at(3, 3), moment('update'), notebook)).toContain('the cells have run');
});
