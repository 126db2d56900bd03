import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cpuBackend } from '../../engine/backends/cpu/cpuBackend';
import { lessons } from '../../engine/lessons';
import { opByName } from '../../engine/ops/catalogue';
import { ScriptDriver, type ScriptLink } from '../../engine/runner/scriptDriver';
import { Executor } from '../../engine/stream/executor';
import type { StreamItem } from '../../engine/stream/items';
import type { FromScript } from '../../engine/stream/link';
import { Unpacker } from '../../engine/stream/unpack';
import { withBackend } from '../../engine/tensor/activeBackend';
import '../../engine';

/** What a browser gives a worker, for the bundle in a thread of Node. */
const SHIM = `const { parentPort, workerData } = require('node:worker_threads');
globalThis.self = {
  addEventListener: (_, listener) => parentPort.on('message', (data) => listener({ data })),
  postMessage: (message, { transfer }) => parentPort.postMessage(message, transfer),
};
globalThis.reportError = (error) => { throw error; };
import(workerData);`;

let folder: string;
let bundle: string;
let engine: Engine | null = null;

beforeAll(async () => {
  const root = path.resolve(import.meta.dirname, '../..');
  mkdirSync(path.join(root, '.cache'), { recursive: true });
  folder = mkdtempSync(path.join(root, '.cache/scriptWorker-'));
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: 'electron/host/scriptWorker.ts',
      outDir: folder,
      rolldownOptions: { external: [/^@jitl\//, /^quickjs-/] },
    },
  });
  bundle = pathToFileURL(path.join(folder, 'scriptWorker.js')).href;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => engine?.end());

/** The other side of the line: the executor on the CPU, and nothing else of the engine worker. */
class Engine {
  readonly items: StreamItem[] = [];
  readonly gates: number[] = [];
  readonly executor = new Executor(cpuBackend, opByName);
  onGate: () => void = () => {};
  onPrint: () => void = () => {};
  private worker: Worker | null = null;
  private readonly driver = new ScriptDriver({ start: () => this.start(), terminate: () => this.worker?.terminate() });
  private runs = 0;

  run(source: string, credits = 1_000_000): Promise<FromScript> {
    const run = ++this.runs;
    const unpacker = new Unpacker();
    return new Promise((resolve, reject) => {
      this.driver.onCrash = (reason) => reject(new Error(reason));
      this.driver.onMessage = (message) => {
        if (message.type === 'batch') {
          this.execute(unpacker.items(message.batch), message.sequence);
          if (message.gate === null) return;
          this.gates.push(message.gate);
          this.onGate();
        } else if (message.type === 'read') this.answer(message);
        else resolve(message);
      };
      this.driver.runScript({ type: 'run', run, source, pins: {}, seed: 1 }, credits);
    });
  }

  grant(steps: number): void {
    this.driver.grant(steps);
  }

  stop(): void {
    this.driver.interrupt(this.runs);
  }

  end(): void {
    this.driver.terminate();
  }

  get printed(): string[] {
    return this.items.flatMap((item) => (item.t === 'printed' ? [item.text] : []));
  }

  private execute(items: readonly StreamItem[], sequence: number): void {
    for (const item of items) {
      this.items.push(item);
      withBackend(cpuBackend, () => this.executor.execute(item));
      if (item.t === 'printed') this.onPrint();
    }
    this.driver.batchDone(sequence);
  }

  private answer({ request, tensor, offset, count }: Extract<FromScript, { type: 'read' }>): void {
    try {
      this.driver.answer(request, this.executor.tensor(tensor).dataSync(), offset, count);
    } catch (error) {
      this.driver.refuse(request, (error as Error).message);
    }
  }

  private start(): ScriptLink {
    const worker = new Worker(SHIM, { eval: true, workerData: bundle });
    this.worker = worker;
    const link: ScriptLink = { post: (message) => worker.postMessage(message), onMessage: null, onFailure: null };
    worker.on('message', (message: FromScript) => link.onMessage?.(message));
    worker.on('error', (error) => link.onFailure?.(String(error)));
    return link;
  }
}

describe('the script worker, in a thread of its own', { timeout: 60_000 }, () => {
  it('runs the first lesson, and another script after it', async () => {
    engine = new Engine();
    expect(await engine.run(lessons[0].source)).toEqual({ type: 'finished', run: 1 });
    expect(engine.printed).toEqual(['y = 16', 'dy/dx = 8']);
    expect(await engine.run('print(1)')).toEqual({ type: 'finished', run: 2 });
  });

  it('reads tensors larger than the shared memory in pieces', async () => {
    engine = new Engine();
    const source = `const n = 3_000_000;
const x = tf.reshape(tf.ones([1000, 3000]), [-1]).data();
let sum = 0;
for (let i = 0; i < n; i += 1000) sum += x[i];
print(x.length, sum);`;
    expect(await engine.run(source)).toEqual({ type: 'finished', run: 1 });
    expect(engine.printed).toEqual(['3000000 3000']);
  });

  it('stands at the gate until it is opened', async () => {
    engine = new Engine();
    const opened: number[] = [];
    engine.onGate = () => {
      opened.push(engine!.items.filter(({ t }) => t === 'recordingStarted').length);
      if (opened.length < 4) engine!.grant(1);
      else engine!.stop();
    };
    expect(await engine.run(lessons[1].source, 0)).toEqual({ type: 'interrupted', run: 1 });
    expect(engine.gates).toEqual([1, 2, 3, 4]);
    expect(opened).toEqual([1, 2, 3, 4]);
  });

  it('tells of errors with their line, and of syntax that is wrong', async () => {
    engine = new Engine();
    expect(await engine.run('\ntf.matmul(tf.ones([2, 3]), tf.ones([4, 5]));')).toMatchObject({
      type: 'failed',
      run: 1,
      error: { name: 'ShapeError', message: 'matmul: inner dimensions differ: [2, 3] × [4, 5]', line: 2 },
    });
    expect(await engine.run('const = 1;')).toMatchObject({
      type: 'failed',
      run: 2,
      error: { name: 'SyntaxError', line: 1 },
    });
  });

  it('is stopped within a second in an endless loop, and runs the next script', async () => {
    engine = new Engine();
    expect(await engine.run('print(0)')).toEqual({ type: 'finished', run: 1 });
    let start = Infinity;
    engine.onPrint = () => {
      start = performance.now();
      engine!.stop();
    };
    expect(await engine.run('print("seen"); while (true) {}')).toEqual({ type: 'interrupted', run: 2 });
    expect(engine.printed).toEqual(['0', 'seen']);
    expect(performance.now() - start).toBeLessThan(1_000);
    engine.onPrint = () => {};
    expect(await engine.run('print(1)')).toEqual({ type: 'finished', run: 3 });
  });

  it('trains XOR at full speed without running far ahead', async () => {
    engine = new Engine();
    expect(await engine.run(lessons[2].source)).toEqual({ type: 'finished', run: 1 });
    expect(engine.gates.length).toBe(599);
    expect(engine.executor.live.size).toBeLessThan(1_500);
  });
});
