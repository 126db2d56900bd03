import { expect, test } from 'vitest';
import { checkChange, completeSettings, DEFAULT_SETTINGS } from './settingsSchema';

test('a change with an unknown setting or an impossible value is refused by name', () => {
  expect(checkChange({ theme: 'dark', speed: 2 })).toEqual({ theme: 'dark', speed: 2 });
  expect(() => checkChange({ theme: 'pink' })).toThrow("'theme'");
  expect(() => checkChange({ speed: Number.NaN })).toThrow("'speed'");
  expect(() => checkChange({ lastScript: 'x'.repeat(1_000_001) })).toThrow("'lastScript'");
  expect(() => checkChange({ constructor: 1 })).toThrow("no setting 'constructor'");
  expect(() => checkChange(null)).toThrow('expected an object');
});

test('a file gives its valid settings, and defaults for the rest', () => {
  expect(completeSettings({ theme: 'light', backend: 'quantum', other: 1 })).toEqual({
    ...DEFAULT_SETTINGS,
    theme: 'light',
  });
  expect(() => completeSettings([])).toThrow('expected an object');
});
