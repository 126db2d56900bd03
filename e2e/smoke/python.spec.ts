/** Python in the real engine host: it starts under the page's policy, runs cells, is stopped, and finds no way out. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { ROOT } from '../../build/scripts/root.mjs';
import { HOST, pageAt, useApp } from '../support/launch';

const app = useApp();

/** What a worker of Python says to a world that is opened and a few cells that are run in it. */
async function runCells(page: Page, cells: readonly string[], stopAfterMs?: number) {
  const script = readdirSync(path.join(ROOT, 'dist/host/assets')).find((name) => /^pythonWorker-.*\.js$/.test(name));
  return page.evaluate(
    async ({ address, sources, stopAfter }) => {
      const worker = new Worker(address, { type: 'module' });
      const control = new SharedArrayBuffer(64);
      const words = new Int32Array(control);
      const messages: { type: string; startMs?: number; end?: { type: string; error?: { message: string } } }[] = [];
      const ended = new Promise<void>((resolve, reject) => {
        worker.onerror = (event) => reject(new Error(event.message));
        let cells = 0;
        worker.onmessage = ({ data }) => {
          messages.push(data);
          if (data.type === 'batch') Atomics.store(words, 5, data.sequence);
          if (data.type === 'cellEnded' && ++cells === sources.length) resolve();
          if (data.type !== 'ready') return;
          worker.postMessage({ type: 'openWorld', run: 1, pins: {}, seed: 42 });
          sources.forEach((source, index) =>
            worker.postMessage({ type: 'runCell', run: 1, execution: index + 1, source, firstLine: 1 + 10 * index }),
          );
          if (stopAfter !== null) setTimeout(() => Atomics.store(words, 6, 2), stopAfter);
        };
      });
      worker.postMessage({ type: 'connect', control, data: new SharedArrayBuffer(4 << 20) });
      await ended;
      worker.terminate();
      return messages
        .filter(({ type }) => type !== 'batch')
        .map(({ type, startMs, end }) => ({ type, startMs, end: end?.type, message: end?.error?.message }));
    },
    { address: `${HOST}assets/${script}`, sources: [...cells], stopAfter: stopAfterMs ?? null },
  );
}

test('Python starts from its snapshot, runs cells, and stops when told to', async () => {
  const host = await pageAt(app().electron, HOST);
  const seen = await runCells(host, ['x = 6 * 7', 'assert x == 42', 'while True: pass', '1 / 0'], 500);
  expect(seen.slice(1).map(({ end }) => end)).toEqual(['finished', 'finished', 'interrupted', 'failed']);
  expect(seen.at(-1)!.message).toBe('division by zero');
  console.log(`Python started in ${Math.round(seen[0].startMs!)} ms`);
});
