import { expect, it } from 'vitest';
import { beginningOfText, endOfText, keepsColumns, keptText, piecesOf, sizeText } from './outputText';

const numbered = Array.from({ length: 10 }, (_, i) => `line ${i}\n`).join('');

it('says what is kept and not shown', () => {
  expect(keptText(['text/html'])).toBe('HTML output, kept in the file and not shown');
  expect(keptText(['image/svg+xml', 'application/x-mine'])).toBe(
    'SVG picture, application/x-mine output, kept in the file and not shown',
  );
});

it('takes the last lines, whole', () => {
  expect(endOfText(numbered, 2, 1000)).toEqual({ text: 'line 8\nline 9\n', hidden: 56 });
  expect(endOfText(numbered, 20, 1000)).toEqual({ text: numbered, hidden: 0 });
  expect(endOfText(numbered, 20, 16)).toEqual({ text: 'line 8\nline 9\n', hidden: 56 });
  expect(endOfText('x'.repeat(100), 20, 10)).toEqual({ text: 'x'.repeat(10), hidden: 90 });
  expect(endOfText('', 5, 5)).toEqual({ text: '', hidden: 0 });
});

it('takes the first lines', () => {
  expect(beginningOfText(numbered, 2, 1000)).toEqual({ text: 'line 0\nline 1\n', hidden: 56 });
  expect(beginningOfText('no end', 2, 1000)).toEqual({ text: 'no end', hidden: 0 });
  expect(beginningOfText('x'.repeat(100), 2, 10)).toEqual({ text: 'x'.repeat(10), hidden: 90 });
});

it('cuts at line ends, and loses nothing', () => {
  const pieces = piecesOf(numbered, 20);
  expect(pieces.join('')).toBe(numbered);
  expect(pieces.every((piece) => piece.endsWith('\n') && piece.length <= 21)).toBe(true);
  expect(piecesOf('x'.repeat(45), 20).map((piece) => piece.length)).toEqual([20, 20, 5]);
});

it('keeps columns of what has several short lines', () => {
  expect(keepsColumns('[[1. 2.]\n [3. 4.]]')).toBe(true);
  expect(keepsColumns('one long line '.repeat(20))).toBe(false);
  expect(keepsColumns(`short\n${'x'.repeat(200)}`)).toBe(false);
});

it('says how much is left out', () => {
  expect([12, 45_000, 2_300_000].map(sizeText)).toEqual([
    '12 characters',
    '45 thousand characters',
    '2.3 million characters',
  ]);
});
