import { expect, it } from 'vitest';
import { actionOf, isForElement, KEYS, type Press } from './keymap';

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

/** An element that matches these selectors. */
const element = (...selectors: string[]) => ({
  closest: (query: string) =>
    query.split(',').some((part) => selectors.includes(part.trim())) ? ({} as Element) : null,
});

it('maps each key to its action', () => {
  for (const { key, shift, action } of KEYS) expect(actionOf(press(key, { shiftKey: shift }))).toBe(action);
});

it('tells an arrow from a shifted arrow, and F from f not at all', () => {
  expect(actionOf(press('ArrowRight'))).toBe('stepForward');
  expect(actionOf(press('ArrowRight', { shiftKey: true }))).toBe('nextPhase');
  expect(actionOf(press('F', { shiftKey: true }))).toBe('fit');
});

it('tells N from Shift N, and takes the keys of debuggers too', () => {
  expect(actionOf(press('n'))).toBe('nextLine');
  expect(actionOf(press('N', { shiftKey: true }))).toBe('previousLine');
  expect(actionOf(press('F10'))).toBe('nextLine');
  expect(actionOf(press('F10', { shiftKey: true }))).toBe('previousLine');
});

it('accepts characters however the layout makes them', () => {
  expect(actionOf(press('?', { shiftKey: true }))).toBe('help');
  expect(actionOf(press('/', { shiftKey: true }))).toBe('search');
});

it('leaves keys of the system and the menu alone', () => {
  expect(actionOf(press('f', { ctrlKey: true }))).toBeNull();
  expect(actionOf(press('ArrowLeft', { altKey: true }))).toBeNull();
  expect(actionOf(press('x'))).toBeNull();
});

it('does not fire while someone types', () => {
  expect(isForElement(element('input'), 'f')).toBe(true);
  expect(isForElement(element('[contenteditable="true"]'), ' ')).toBe(true);
  expect(isForElement(element('[role="slider"]'), 'ArrowLeft')).toBe(true);
});

it('leaves a select its letters', () => {
  expect(isForElement(element('[role="combobox"]'), 'f')).toBe(true);
  expect(isForElement(element('[role="combobox"]'), 'ArrowRight')).toBe(false);
});

it('leaves a button its Space and the play head its arrows', () => {
  expect(isForElement(element('button'), ' ')).toBe(true);
  expect(isForElement(element('button'), 'ArrowRight')).toBe(false);
  expect(isForElement(element('[role="tab"]'), 'ArrowRight')).toBe(true);
  expect(isForElement(null, ' ')).toBe(false);
  expect(isForElement(element('section'), ' ')).toBe(false);
});

it('has no two actions on one key', () => {
  expect(new Set(KEYS.map(({ key, shift }) => `${key}${shift}`)).size).toBe(KEYS.length);
});
