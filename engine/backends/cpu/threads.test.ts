import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { divide, multiplyPart } from './matmulParts';
import { placed } from './placed';
import { claim, CLAIMS, share, offerHelpers, threadCount } from './threads';
import { matmulBeside, matmulWasm32 } from './wasmMatmul';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const workers: Worker[] = [];
let folder: string;

beforeAll(async () => {
  mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
  folder = mkdtempSync(path.join(ROOT, '.cache/threads-'));
  const entry = path.join(folder, 'entry.ts');
  writeFileSync(entry, `import { serve } from '../../engine/backends/cpu/helper';\nexport { serve };\n`);
  const output = { entry, formats: ['es' as const], fileName: () => 'helper.mjs' };
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: false, lib: output },
  });
  offerHelpers(2, (start) => {
    const file = JSON.stringify(path.join(folder, 'helper.mjs'));
    const code = `const { workerData } = require('node:worker_threads'); import(${file}).then(({ serve }) => serve(workerData));`;
    workers.push(new Worker(code, { eval: true, workerData: start }));
  });
}, 60_000);

afterAll(async () => {
  await Promise.all(workers.map((one) => one.terminate()));
  rmSync(folder, { recursive: true });
});

function numbers(size: number, seed: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => Math.sin(i * 1.7 + seed));
}

test('helpers take parts of a product', () => {
  expect(threadCount()).toBe(3);
  const sizes = { m: 512, k: 128, n: 128, transposeA: false, transposeB: false };
  const place = placed();
  const [a, b] = [place.input(numbers(512 * 128, 1), 0, 512 * 128), place.input(numbers(128 * 128, 2), 0, 128 * 128)];
  const y = place.output(new Float32Array(512 * 128), 0, 512 * 128);
  const { words, parts } = divide(a, b, y, sizes)!;
  expect(parts).toBe(3);
  const { matmul, work } = place.heap.kernels;
  let here = parts;
  for (const end = Date.now() + 15_000; here === parts && Date.now() < end;) {
    here = 0;
    share(parts, words, (part) => {
      here++;
      multiplyPart(matmul, work, words, 0, part);
    });
  }
  place.finish();
  expect(here).toBeLessThan(parts);
});

test.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])('the same bits however many threads, transposes %s and %s', (transposeA, transposeB) => {
  for (const [m, k, n] of [
    [512, 128, 128],
    [101, 300, 401],
    [999, 257, 33],
    [9, 2000, 700],
    [600, 300, 500],
  ]) {
    const sizes = { m, k, n, transposeA, transposeB };
    const [a, b] = [numbers(m * k, m), numbers(k * n, n)];
    const [shared, alone] = [new Float32Array(m * n), new Float32Array(m * n)];
    matmulBeside(a, 0, b, 0, alone, 0, sizes);
    for (let run = 0; run < 3; run++) {
      matmulWasm32(a, 0, b, 0, shared.fill(7), 0, sizes);
      expect(
        shared.every((value, i) => value === alone[i]),
        `${m} x ${k} x ${n}`,
      ).toBe(true);
    }
  }
});

test('every part is taken once, and none after the last', () => {
  const words = new Int32Array(new SharedArrayBuffer(16));
  words[CLAIMS] = (5 << 16) | (3 << 8);
  expect([claim(words), claim(words), claim(words), claim(words)]).toEqual([0, 1, 2, -1]);
});
