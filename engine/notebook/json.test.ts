import { expect, test } from 'vitest';
import { JsonError, parseJson, writeJson } from './json';

const again = (text: string) => writeJson(parseJson(text), false);

test('keeps what JSON.parse would change', () => {
  expect(again('[1,-7,0,-0,1.0,1e400,12345678901234567890,NaN,-Infinity,Infinity]')).toBe(
    '[1,-7,0,-0,1.0,1e400,12345678901234567890,NaN,-Infinity,Infinity]',
  );
  expect(again('{"__proto__": {"polluted": 1}, "constructor": []}')).toBe(
    '{"__proto__":{"polluted":1},"constructor":[]}',
  );
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(again('{"a":1,"a":2}')).toBe('{"a":2}');
});

test.each([
  ['"a\\"b\\\\"', 'a"b\\'],
  ['"\\\\\\\\"', '\\\\'],
  ['"\\ud83d\\ude00 \\ud800 é\\u2028"', '😀 \ud800 é\u2028'],
  ['"a" ', 'a'],
])('reads the text %s', (text, value) => {
  expect(parseJson(text)).toBe(value);
});

test('finds each text among many with escapes', () => {
  const texts = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? `\\"${i}` : `plain ${i}`));
  expect(parseJson(JSON.stringify(texts))).toEqual(texts);
});

test('half a letter is written as an escape, so that any encoding holds it', () => {
  expect(writeJson(parseJson('"\\ud800"'), true)).toBe('"\\ud800"');
});

test.each([
  ['', 'the file ends too early'],
  ['{"a": [1, 2', 'the file ends too early'],
  ['{"a": "b', 'line 1: a text has no end'],
  ['[1,\n2,\n]', 'line 3: expected a value'],
  ['{"a" 1}', 'expected ":"'],
  ['{a: 1}', 'key in double quotes'],
  ['"\\x"', 'escape'],
  ['"a\nb"', 'control character'],
  ['[1] 2', 'nothing after the value'],
  ['tru', 'expected a value'],
  ['01', 'nothing after the value'],
  ['-', 'expected a value'],
  [`${'['.repeat(500)}${']'.repeat(500)}`, 'nested more than 400 levels'],
  [`${'{"a":'.repeat(100_000)}`, 'nested more than 400 levels'],
])('refuses %j', (text, message) => {
  expect(() => parseJson(text)).toThrow(JsonError);
  expect(() => parseJson(text)).toThrow(message);
});

test('more values than memory holds are refused early', () => {
  expect(() => parseJson(`[${'{},'.repeat(3_000_000)}1]`)).toThrow('more values than can be held');
});
