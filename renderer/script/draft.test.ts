import { expect, it } from 'vitest';
import { draftAfterLoad, scriptToRemember } from './draft';

const base = { oldSource: 'old', source: 'new', lesson: null, oldLesson: null };

it('takes the loaded script when nothing was typed', () => {
  expect(draftAfterLoad({ ...base, draft: '' })).toBe('new');
  expect(draftAfterLoad({ ...base, draft: 'old' })).toBe('new');
});

it('keeps what was typed while a run was starting', () => {
  expect(draftAfterLoad({ ...base, draft: 'new and more' })).toBe('new and more');
  expect(draftAfterLoad({ ...base, draft: 'edited', lesson: 'xor', oldLesson: 'xor' })).toBe('edited');
});

it('lets another lesson replace the text', () => {
  expect(draftAfterLoad({ ...base, draft: 'edited', lesson: 'xor', oldLesson: 'square' })).toBe('new');
});

it('remembers only a script that is not the lesson', () => {
  expect(scriptToRemember('lesson', 'lesson')).toBeNull();
  expect(scriptToRemember('', null)).toBeNull();
  expect(scriptToRemember('mine', 'lesson')).toBe('mine');
});
