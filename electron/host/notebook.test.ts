import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildPython } from '../../build/scripts/python.mjs';
import type { CellId, Pace } from '../../engine/protocol';
import { ThreadHost } from './headless/threadHost';
import { buildScriptThread, buildThread } from './testing/buildScriptThread';
import { type Opened, openNotebook } from './testing/openNotebook';
import type { Workbench } from './testing/workbench';

let scripts: string;
let python: string;
beforeAll(async () => {
  await buildPython();
  [scripts, python] = [await buildScriptThread(), await buildThread('electron/host/headless/pythonThread.ts')];
}, 300_000);

afterAll(() => Promise.all([scripts, python].map((file) => rm(path.dirname(file), { recursive: true }))));

const opened: Opened[] = [];
afterEach(() => opened.splice(0).forEach((one) => one.close()));

async function open(): Promise<Opened> {
  const folder = path.resolve(import.meta.dirname, '../../dist/python');
  const one = await openNotebook(new ThreadHost(scripts), new ThreadHost(python, { python: folder }));
  opened.push(one);
  return one;
}

/** Cells are called by their order: `c1`, `c2`, …, on from those that were run before. */
class Cells {
  private count = 0;

  constructor(private readonly bench: Workbench) {}

  send(sources: readonly string[], pace: Pace = 'run'): string[] {
    const cells = sources.map((source) => ({ cell: `c${++this.count}` as CellId, source }));
    this.bench.send({ type: 'runCells', cells, pace });
    return cells.map(({ cell }) => cell);
  }

  async run(...sources: string[]): Promise<string[]> {
    const cells = this.send(sources);
    const last = cells.at(-1)!;
    await this.bench.until(`the end of ${last}`, () => /done|failed|stopped/.test(this.stateOf(last)));
    return cells;
  }

  stateOf(cell: string): string {
    const all = this.bench.last('notebookChanged')?.notebook?.executions ?? [];
    return all.findLast((one) => one.cell === cell)?.state ?? 'none';
  }
}

const result = (text: string, count: number) => ({ kind: 'result', text, png: null, count });

describe('cells of Python', () => {
  it('go on in one world, and give out what they print and their last value', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    await cells.run('x = 20', 'print(x)\nx + 1');
    expect(bench.outputs('c2')).toEqual([{ kind: 'stream', name: 'stdout', text: '20\n' }, result('21', 2)]);
    expect(bench.run).toBe('finished');
  });

  it('fail with a traceback and the line among all lines', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    cells.send(['a = 1\nb = 2', 'c = 3\nraise ValueError("no")', 'd = 4']);
    await bench.until('failed', () => bench.run === 'failed');
    expect(bench.last('runStateChanged')!.run).toMatchObject({ error: { name: 'ValueError', message: 'no', line: 4 } });
    expect(bench.outputs('c2')).toMatchObject([{ kind: 'error', name: 'ValueError' }]);
    expect(bench.cells).toBe('c1 done, c2 failed');
    await cells.run('a + b + c');
    expect(bench.outputs('c4')).toEqual([result('6', 3)]);
  });

  it('that never end are stopped, and the world lives on', async () => {
    const { bench, pythonHost } = await open();
    const cells = new Cells(bench);
    cells.send(['x = 5', 'while True: pass', 'x = 6']);
    await bench.until('the endless cell', () => bench.cells.includes('c2 running'));
    bench.send({ type: 'stop' });
    await bench.until('the stop', () => bench.run === 'stopped');
    expect(bench.cells).toBe('c1 done, c2 stopped');
    expect(bench.outputs('c2')).toMatchObject([{ kind: 'error', name: 'KeyboardInterrupt' }]);
    await cells.run('x');
    expect(bench.outputs('c4')).toEqual([result('5', 3)]);
    expect(pythonHost.started).toBe(1);
  });

  it('that catch every interrupt are ended with their kernel', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    cells.send(['while True:\n  try:\n    while True: pass\n  except BaseException: pass']);
    await bench.until('the endless cell', () => bench.cells.includes('c1 running'));
    bench.send({ type: 'stop' });
    await bench.until('an end', () => bench.run === 'stopped' || bench.run === 'crashed');
    bench.send({ type: 'restartKernel' });
    await bench.until('another kernel', () => bench.kernel?.state === 'ready');
    await cells.run('1 + 1');
    expect(bench.outputs('c2')).toEqual([result('2', 1)]);
  });

  it('start anew in a fresh world when they are run again', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    await cells.run('names = []', 'names.append(1)\nlen(names)', 'import random\nrandom.random()');
    const before = bench.outputs('c3');
    const told = bench.events.length;
    bench.send({ type: 'rerunCells' });
    await bench.until('the rerun', () =>
      bench.events.slice(told).some((event) => event.type === 'cellOutputs' && event.cell === 'c3'),
    );
    await bench.until('its end', () => bench.run === 'finished');
    expect(bench.outputs('c2')).toEqual([result('1', 2)]);
    expect(bench.outputs('c3')).toEqual(before);
  });

  it('survive the death of their kernel in the middle of one', async () => {
    const { bench, pythonHost } = await open();
    const cells = new Cells(bench);
    cells.send(['x = 1', 'while True: pass']);
    await bench.until('the endless cell', () => bench.cells.includes('c2 running'));
    await pythonHost.worker!.terminate();
    await bench.until('its death', () => bench.kernel?.state === 'failed');
    expect(bench.cells).toBe('c1 done, c2 failed');
    bench.send({ type: 'restartKernel' });
    await bench.until('another kernel', () => bench.kernel?.state === 'ready');
    await cells.run('x');
    expect(bench.outputs('c3')).toMatchObject([{ kind: 'error', name: 'NameError' }]);
  });

  it('are 200, and quick', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    const start = performance.now();
    await cells.run(...Array.from({ length: 200 }, (_, i) => `${i}`));
    console.log(`200 cells: ${(performance.now() - start).toFixed(0)} ms`);
    expect(bench.outputs('c200')).toEqual([result('199', 200)]);
  });

  it('print much: what is too much is left out', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    await cells.run('for i in range(1000): print("x" * 100_000)', '"alive"');
    expect(bench.text('c1').length).toBeLessThan(2 << 20);
    expect(bench.text('c1')).toContain('left out');
    expect(bench.outputs('c2')).toEqual([result("'alive'", 2)]);
  });
});
