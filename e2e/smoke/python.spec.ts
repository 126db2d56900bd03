/** Python in the real engine host: it starts under the page's policy, runs cells, is stopped, and finds no way out. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { ROOT } from '../../build/scripts/root.mjs';
import { HOST, pageAt, useApp } from '../support/launch';

const app = useApp();

interface CellSeen {
  readonly end: string;
  readonly message: string | null;
}

/** A worker of Python in the host's page, which is asked nothing but how its cells end. */
class PythonWorker {
  private constructor(
    private readonly page: Page,
    readonly startMs: number,
  ) {}

  static async start(page: Page): Promise<PythonWorker> {
    const script = readdirSync(path.join(ROOT, 'dist/host/assets')).find((name) => /^pythonWorker-.*\.js$/.test(name));
    const startMs = await page.evaluate((address) => {
      const worker = new Worker(address, { type: 'module' });
      const control = new SharedArrayBuffer(64);
      const words = new Int32Array(control);
      const python = { worker, words, execution: 0 };
      Object.assign(window, { python });
      worker.addEventListener('message', ({ data }) => {
        // What it gives out is taken at once.
        if (data.type === 'batch') Atomics.store(words, 5, data.sequence);
      });
      const started = new Promise<number>((resolve, reject) => {
        worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
        worker.addEventListener('message', ({ data }) => data.type === 'ready' && resolve(data.startMs), {
          once: true,
        });
      });
      worker.postMessage({ type: 'connect', control, data: new SharedArrayBuffer(4 << 20) });
      worker.postMessage({ type: 'openWorld', run: 1, pins: {}, seed: 42 });
      return started;
    }, `${HOST}assets/${script}`);
    return new PythonWorker(page, startMs);
  }

  /** Runs a cell; told to stop after so many milliseconds, if any. `gone` is the end of Python itself. */
  run(source: string, stopAfter: number | null = null): Promise<CellSeen> {
    return this.page.evaluate(
      ([text, stop]) => {
        const { python } = window as unknown as { python: { worker: Worker; words: Int32Array; execution: number } };
        const { worker, words } = python;
        const execution = ++python.execution;
        Atomics.store(words, 6, 0);
        return new Promise<CellSeen>((resolve) => {
          worker.addEventListener('error', (event) => {
            event.preventDefault();
            resolve({ end: 'gone', message: event.message });
          });
          worker.addEventListener('message', ({ data }) => {
            if (data.type !== 'cellEnded' || data.execution !== execution) return;
            const error = data.end.error as { name: string; message: string } | undefined;
            resolve({ end: data.end.type, message: error ? `${error.name}: ${error.message}` : null });
          });
          worker.postMessage({ type: 'runCell', run: 1, execution, source: text, firstLine: execution * 100 });
          if (stop !== null) setTimeout(() => Atomics.store(words, 6, 2), stop);
        });
      },
      [source, stopAfter] as const,
    );
  }

  end(): Promise<void> {
    return this.page.evaluate(() => (window as unknown as { python: { worker: Worker } }).python.worker.terminate());
  }
}

let python: PythonWorker;
test.beforeEach(async () => {
  python = await PythonWorker.start(await pageAt(app().electron, HOST));
});
test.afterEach(() => python.end());

test('Python starts from its snapshot, runs cells, and stops when told to', async () => {
  expect(python.startMs).toBeLessThan(10_000);
  expect(await python.run('import tensorflow as tf\nx = tf.constant([1.0]) * 2')).toEqual({
    end: 'finished',
    message: null,
  });
  expect(await python.run('assert x.shape == (1,)')).toEqual({ end: 'finished', message: null });
  expect(await python.run('while True: pass', 200)).toEqual({ end: 'interrupted', message: null });
  expect(await python.run('import time\ntime.sleep(100)', 200)).toEqual({ end: 'interrupted', message: null });
  expect(await python.run('1 / 0')).toEqual({ end: 'failed', message: 'ZeroDivisionError: division by zero' });
  expect(await python.run('def f(): return f()\nf()')).toMatchObject({ end: 'failed', message: /^RecursionError/ });
});

test('its memory ends before that of the machine', async () => {
  expect(await python.run('a = []\nwhile True: a.append(bytearray(1 << 20))')).toMatchObject({
    end: 'failed',
    message: expect.stringMatching(/^MemoryError/),
  });
  expect(await python.run('assert len(a) < 1100\ndel a')).toEqual({ end: 'finished', message: null });
});

test('what ends Python itself ends its worker alone', async () => {
  expect((await python.run('class A:\n  def __repr__(self): return repr(self)\nrepr(A())')).end).toMatch(
    /^(gone|failed)$/,
  );
  await python.end();
  python = await PythonWorker.start(await pageAt(app().electron, HOST));
  expect((await python.run('import os\nos._exit(1)')).end).toBe('gone');
  app().problems.splice(0);
});

test('a notebook finds no way to the worker, the page or the network', async () => {
  for (const source of [
    'import js',
    'import pyodide_js',
    'import ctypes',
    'from pyodide.code import run_js',
    'from pyodide.http import pyfetch',
    'import urllib.request\nurllib.request.urlopen("https://example.org")',
    'import socket\nsocket.create_connection(("127.0.0.1", 80), timeout=1)',
    'import subprocess\nsubprocess.run(["ls"])',
    'open("/etc/passwd")',
  ]) {
    expect(await python.run(source), source).toMatchObject({ end: 'failed', message: /Error/ });
  }
  expect(await python.run('import os\nassert os.system("ls") == -1')).toEqual({ end: 'finished', message: null });
});

test('the worker itself has given up what a worker can do', async () => {
  const host = await pageAt(app().electron, HOST);
  // Playwright's own way to ask a worker needs what this one gives up; the debugger's needs nothing of it.
  const debug = await host.context().newCDPSession(host);
  await python.end();
  const attached = new Set<string>();
  debug.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.url.includes('/pythonWorker-')) attached.add(sessionId);
  });
  debug.on('Target.detachedFromTarget', ({ sessionId }) => attached.delete(sessionId));
  await debug.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  python = await PythonWorker.start(host);
  // The one before may still be ending.
  await expect.poll(() => attached.size).toBe(1);
  const [sessionId] = attached;
  const answered = new Promise<string[]>((resolve) => {
    debug.on('Target.receivedMessageFromTarget', ({ message }) => {
      const answer = JSON.parse(message) as { id?: number; result: { result: { value: string[] } } };
      if (answer.id === 1) resolve(answer.result.result.value);
    });
  });
  const params = { expression: `(${namesOfScope})()`, returnByValue: true };
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params });
  await debug.send('Target.sendMessageToTarget', { sessionId, message });
  const left = await answered;
  expect(left).toContain('Object');
  for (const name of GIVEN_UP) expect(left, name).not.toContain(name);
});

const GIVEN_UP = [
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'importScripts', 'indexedDB', 'caches', 'Worker'],
  ...['BroadcastChannel', 'navigator', 'location', 'postMessage', 'close', 'eval', 'WebTransport', 'onmessage'],
  ...['Request', 'Notification', 'FileReader', 'URL', 'Blob', 'MessageChannel', 'SharedWorker', 'addEventListener'],
];

/** Every name of a worker's scope and of what stands behind it. */
function namesOfScope(): string[] {
  const names = new Set<string>();
  for (let place: object | null = self; place !== null; place = Object.getPrototypeOf(place) as object | null) {
    for (const name of Object.getOwnPropertyNames(place)) names.add(name);
  }
  return [...names];
}
