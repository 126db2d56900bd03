import { expect, test } from 'vitest';
import { total } from './suites.mjs';

test('both suites are summed', () => {
  const suites = [
    { passed: 200, failed: 0, ok: true },
    { passed: 30, failed: 2, ok: false },
  ];
  expect(total(suites)).toEqual({ passed: 230, failed: 2 });
});

test('a suite that ran nothing, or ended badly without a failed test, is a failure', () => {
  expect(total([{ passed: 0, failed: 0, ok: true }])).toEqual({ passed: 0, failed: 1 });
  expect(total([{ passed: 5, failed: 0, ok: false }])).toEqual({ passed: 5, failed: 1 });
});
