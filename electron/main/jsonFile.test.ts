import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readJson, writeJson } from './jsonFile';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-json-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const asIs = (content: unknown) => content;

test('what is written is read, and no temporary file stays', () => {
  const file = path.join(folder, 'deep/settings.json');
  writeJson(file, { a: 1 });
  expect(readJson(file, {}, asIs)).toEqual({ a: 1 });
  expect(readdirSync(path.dirname(file))).toEqual(['settings.json']);
});

test('a corrupt file gives the defaults and is kept aside', () => {
  const file = path.join(folder, 'settings.json');
  writeFileSync(file, '{"theme": "da');
  expect(readJson(file, 'defaults', asIs)).toBe('defaults');
  expect(existsSync(file)).toBe(false);
  expect(readFileSync(`${file}.corrupt`, 'utf8')).toBe('{"theme": "da');
});

test('without a file there are the defaults', () => {
  expect(readJson(path.join(folder, 'none.json'), 'defaults', asIs)).toBe('defaults');
});
