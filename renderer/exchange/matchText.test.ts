import { expect, it } from 'vitest';
import type { WeightMatch } from '../../engine/protocol';
import { loadText, summaryText } from './matchText';

const match = (verdict: WeightMatch['verdict']): WeightMatch => ({
  name: 'w',
  kind: 'weight',
  verdict,
  file: null,
  script: null,
});

it('says how many match and what the others have', () => {
  expect(summaryText([match('matches'), match('matches')])).toBe('Everything matches: 2 tensors.');
  expect(summaryText([match('matches'), match('shape'), match('shape'), match('notInFile')])).toBe(
    '1 of 4 match: 2 have another shape, 1 is not in the file.',
  );
  expect(summaryText([match('dtype'), match('notInScript')])).toBe(
    '0 of 2 match: 1 has another dtype, 1 is not in the script.',
  );
  expect(summaryText([])).toContain('nothing to load');
});

it('says what the button loads', () => {
  const matches = [match('matches'), match('matches'), match('shape')];
  expect(loadText(2, matches)).toBe('Load 2 of 3');
  expect(loadText(3, [...matches.slice(0, 2), match('matches')])).toBe('Load all 3');
  expect(loadText(0, matches)).toBe('Load');
});
