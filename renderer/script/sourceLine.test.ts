import { expect, it } from 'vitest';
import { lineInDraft } from './sourceLine';

it('finds lines again around an edit', () => {
  const source = 'a\nb\nc\nd';
  expect(lineInDraft(source, source, 3)).toBe(3);
  expect(lineInDraft(source, 'a\nb\nnew\nc\nd', 2)).toBe(2);
  expect(lineInDraft(source, 'a\nb\nnew\nc\nd', 4)).toBe(5);
  expect(lineInDraft(source, 'a\nd', 4)).toBe(2);
});

it('knows nothing of lines that were edited or are not there', () => {
  expect(lineInDraft('a\nb\nc', 'a\nB\nc', 2)).toBeNull();
  expect(lineInDraft('a\nb', 'a\nb', 3)).toBeNull();
  expect(lineInDraft('a', 'a', 0)).toBeNull();
});

it('never counts a line twice when lines repeat', () => {
  expect(lineInDraft('a\na\na', 'a\na', 3)).toBeNull();
  expect(lineInDraft('a\na', 'a\na\na', 2)).toBe(2);
});
