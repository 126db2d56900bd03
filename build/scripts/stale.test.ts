import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './root.mjs';
import { makeIfStale } from './stale.mjs';

let folder: string;
let made: number;
beforeEach(() => {
  mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
  folder = mkdtempSync(path.join(ROOT, '.cache/stale-test-'));
  made = 0;
  writeFileSync(path.join(folder, 'input.ts'), 'one');
});
afterEach(() => {
  rmSync(path.join(ROOT, '.cache/made', `${path.basename(folder)}.txt`), { force: true });
  rmSync(folder, { recursive: true });
});

const step = () =>
  makeIfStale({
    name: path.basename(folder),
    inputs: [path.relative(ROOT, folder)],
    outputs: [`${path.relative(ROOT, folder)}.out`],
    ignore: /\.test\.ts$/,
    make() {
      made += 1;
      writeFileSync(`${folder}.out`, '');
    },
  });

test('a step runs once, and again when an input or its output changed', async () => {
  try {
    expect(await step()).toBe(true);
    expect(await step()).toBe(false);
    writeFileSync(path.join(folder, 'input.test.ts'), 'ignored');
    expect(await step()).toBe(false);
    writeFileSync(path.join(folder, 'input.ts'), 'two');
    expect(await step()).toBe(true);
    rmSync(`${folder}.out`);
    expect(await step()).toBe(true);
    expect(made).toBe(3);
  } finally {
    rmSync(`${folder}.out`, { force: true });
  }
});

test('a step that fails is not taken for made', async () => {
  const failing = () =>
    makeIfStale({
      name: path.basename(folder),
      inputs: [path.relative(ROOT, folder)],
      outputs: [],
      make: () => Promise.reject(new Error('broken')),
    });
  await expect(failing()).rejects.toThrow('broken');
  await expect(failing()).rejects.toThrow('broken');
});
