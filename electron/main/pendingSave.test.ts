import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PendingSave } from './pendingSave';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-save-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);
const text = (name: string) => readFileSync(at(name), 'utf8');
const bytes = (words: string) => new TextEncoder().encode(words);

test('writes in parts, and takes the place of what was there at the end', async () => {
  writeFileSync(at('model.json'), 'old');
  const save = await PendingSave.open([
    { path: at('model.json'), size: 6 },
    { path: at('weights.bin'), size: 2 },
  ]);
  await save.write(0, bytes('new'));
  await save.write(1, bytes('ab'));
  await save.write(0, bytes('est'));
  expect(text('model.json')).toBe('old');
  expect(await save.finish()).toBe(8);
  expect(readdirSync(folder).sort()).toEqual(['model.json', 'weights.bin']);
  expect([text('model.json'), text('weights.bin')]).toEqual(['newest', 'ab']);
});

test('a cancel leaves the old file whole and nothing else', async () => {
  writeFileSync(at('w.npz'), 'old');
  const save = await PendingSave.open([{ path: at('w.npz'), size: 10 }]);
  await save.write(0, bytes('half'));
  await save.cancel();
  await save.cancel();
  expect(readdirSync(folder)).toEqual(['w.npz']);
  expect(text('w.npz')).toBe('old');
  await expect(save.write(0, bytes('x'))).rejects.toThrow('internal');
});

test('a file that is not whole never takes a place', async () => {
  writeFileSync(at('w.npz'), 'old');
  const save = await PendingSave.open([{ path: at('w.npz'), size: 10 }]);
  await save.write(0, bytes('half'));
  await expect(save.finish()).rejects.toThrow("'w.npz' could not be written: it has 4 of 10 bytes.");
  expect(readdirSync(folder)).toEqual(['w.npz']);
  expect(text('w.npz')).toBe('old');
});

test('what cannot be written is said with what to do, and leaves nothing behind', async () => {
  const gone = [
    { path: at('a.json'), size: 1 },
    { path: path.join(folder, 'gone', 'b.bin'), size: 1 },
  ];
  await expect(PendingSave.open(gone)).rejects.toThrow("'b.bin' could not be written: the folder is no longer there");
  expect(readdirSync(folder)).toEqual([]);
  mkdirSync(at('taken'));
  const save = await PendingSave.open([{ path: at('taken'), size: 0 }]);
  await expect(save.finish()).rejects.toThrow('choose another name');
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('what takes the place of a private file is as private', async () => {
  writeFileSync(at('mine.ipynb'), 'old', { mode: 0o600 });
  const save = await PendingSave.open([{ path: at('mine.ipynb'), size: 3 }]);
  await save.write(0, bytes('new'));
  await save.finish();
  expect(text('mine.ipynb')).toBe('new');
  // Windows has no such modes.
  if (process.platform !== 'win32') expect(statSync(at('mine.ipynb')).mode & 0o777).toBe(0o600);
});
