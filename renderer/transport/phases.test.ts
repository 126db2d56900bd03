import { expect, it } from 'vitest';
import type { MomentMark, Phase } from '../../engine/protocol';
import { momentText, phaseMoments } from './phases';

const moment = (phase: Phase, kind: MomentMark['kind'] = 'op', line: number | null = null): MomentMark => ({
  kind,
  phase,
  node: null,
  edge: null,
  line,
});

it('counts what has passed in each phase', () => {
  const step = [moment('forward'), moment('forward'), moment('backward'), moment('update')];
  expect(phaseMoments(step, 3).map(({ passed, positions }) => [passed, positions])).toEqual([
    [2, [0, 1]],
    [1, [2]],
    [0, [3]],
  ]);
});

it('keeps a phase together that is left and entered again', () => {
  const nested = [moment('forward'), moment('backward'), moment('forward'), moment('backward')];
  expect(phaseMoments(nested, 2).map(({ passed, positions }) => [passed, positions])).toEqual([
    [1, [0, 2]],
    [1, [1, 3]],
    [0, []],
  ]);
});

it('puts a moment into words', () => {
  expect(momentText(moment('backward', 'contribution', 14))).toBe('contribution, line 14');
  expect(momentText(moment('update', 'update'))).toBe('variable updated');
});
