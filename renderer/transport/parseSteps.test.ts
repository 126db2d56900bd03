import { expect, it } from 'vitest';
import { parseSteps } from './parseSteps';

it('accepts whole numbers of steps and nothing else', () => {
  expect(parseSteps(' 500 ')).toBe(500);
  expect(parseSteps('1000000')).toBe(1_000_000);
  for (const text of ['', '0', '-3', '1.5', '1e3', 'many', '1000001']) expect(parseSteps(text)).toBeNull();
});
