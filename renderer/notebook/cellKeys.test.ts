import { expect, it } from 'vitest';
import { actionOf } from '../common/keymap';
import { CELL_KEYS, cellActionOf, isFirstOfTwo, type CellPress } from './cellKeys';

const press = (key: string, rest: Partial<CellPress> = {}): CellPress => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  timeStamp: 0,
  ...rest,
});
const pressOf = ({ key, held = [] }: (typeof CELL_KEYS)[number]) =>
  press(key, { shiftKey: held.includes('shift'), ctrlKey: held.includes('ctrl'), altKey: held.includes('alt') });

it('knows each key of its list', () => {
  for (const binding of CELL_KEYS) {
    const before = binding.twice ? press(binding.key) : null;
    expect(cellActionOf(pressOf(binding), before), binding.text).toBe(binding.action);
  }
});

it('deletes at the second D, soon after the first', () => {
  expect(cellActionOf(press('d'), null)).toBeNull();
  expect(isFirstOfTwo(press('d'))).toBe(true);
  expect(cellActionOf(press('d', { timeStamp: 300 }), press('d'))).toBe('delete');
  expect(cellActionOf(press('d', { timeStamp: 3000 }), press('d'))).toBeNull();
  expect(cellActionOf(press('d', { timeStamp: 300 }), press('a'))).toBeNull();
});

it('takes K and J, and Cmd for Ctrl', () => {
  expect(cellActionOf(press('k'), null)).toBe('selectAbove');
  expect(cellActionOf(press('j'), null)).toBe('selectBelow');
  expect(cellActionOf(press('Enter', { metaKey: true }), null)).toBe('run');
});

it('shares no key with the workbench', () => {
  const shared = CELL_KEYS.filter((binding) => actionOf(pressOf(binding)) !== null);
  expect(shared.map(({ text }) => text)).toEqual([]);
  for (const key of ['k', 'j']) expect(actionOf(press(key))).toBeNull();
  for (const key of [' ', 'ArrowLeft', 'ArrowRight', '[', ']', 'Home', 'End', 'n', 't', 'u', 'r', 'Escape']) {
    expect(cellActionOf(press(key), null), key).toBeNull();
  }
});
