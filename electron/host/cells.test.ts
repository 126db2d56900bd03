import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CellId, CellSource, Pace, TunableKey } from '../../engine/protocol';
import { opByName } from '../../engine/ops/catalogue';
import { BackendChoice } from '../../engine/runner/backendChoice';
import { startSession } from '../../engine/runner/session';
import { ThreadHost } from './headless/threadHost';
import { buildScriptThread, buildThread } from './testing/buildScriptThread';
import { openNotebook as openWithNotebook, type Opened, openSession } from './testing/openNotebook';
import { Workbench } from './testing/workbench';

let scripts: string;
let kernel: string;
beforeAll(async () => {
  [scripts, kernel] = [await buildScriptThread(), await buildThread('electron/host/testing/cellThread.ts')];
}, 120_000);

afterAll(() => Promise.all([scripts, kernel].map((file) => rm(path.dirname(file), { recursive: true }))));

const opened: Opened[] = [];
afterEach(() => opened.splice(0).forEach((one) => one.close()));

async function kept(opening: Promise<Opened>): Promise<Opened> {
  const one = await opening;
  opened.push(one);
  return one;
}

const open = () => kept(openSession(new ThreadHost(scripts), new ThreadHost(kernel)));
const openNotebook = () => kept(openWithNotebook(new ThreadHost(scripts), new ThreadHost(kernel)));

/** Cells by their names. */
const CELLS = {
  define: `world.x = new tf.Variable(3, { name: 'x' });`,
  record: `world.tape = new tf.GradientTape();
line(2); world.y = world.tape.record(() => tf.square(world.x));`,
  gradient: `world.g = world.tape.gradient(world.y, world.x); print(world.g.dataSync()[0]);`,
  train: `for (let i = 0; i < 20; i++) {
    const tape = new tf.GradientTape();
    line(1); const loss = tape.record(() => tf.square(world.x));
    line(2); const gradient = tape.gradient(loss, world.x);
    line(3); world.x.assignSub(tf.multiply(gradient, 0.1));
  }
  print('trained');`,
  print: `print('hello');`,
  fail: `line(2); tf.matmul(tf.ones([2, 3]), tf.ones([4, 5]));
`,
  failWithin: `const tape = new tf.GradientTape();
tape.record(() => { tf.square(world.x); line(2); throw new TypeError('no'); });`,
  refused: `const [a, b] = [tf.ones([2, 3]), tf.ones([4, 5])];
const attributes = { transposeA: false, transposeB: false };
push({ t: 'op', op: 'matmul', inputs: [a.id, b.id], outputs: [1e6], attributes, line: 4 });
push({ t: 'op', op: 'square', inputs: [1e6], outputs: [1e6 + 1], attributes: {}, line: 5 });
print('refused'); for (;;) pause();`,
  endless: `for (;;) pause();`,
  deaf: `for (;;);`,
  deep: `const tape = new tf.GradientTape();
  const y = tape.record(() => { let v = tf.multiply(world.x, 1); for (let i = 1; i < 10000; i++) v = tf.add(v, 0.001); return v; });
  tape.gradient(y, world.x);`,
} as const;
type Name = keyof typeof CELLS;

const sourceOf = (cell: Name): CellSource => ({ cell: cell as string as CellId, source: CELLS[cell] });

function run(bench: Workbench, cells: readonly Name[], pace: Pace = 'run'): void {
  bench.send({ type: 'runCells', cells: cells.map(sourceOf), pace });
}

async function ran(bench: Workbench, cells: readonly Name[], state = 'finished'): Promise<void> {
  run(bench, cells);
  await bench.until(`${cells.join()} ${state}`, () => bench.run === state);
}

const endOf = (bench: Workbench) => bench.last('timeline')!.timeline;
const pinX = (bench: Workbench, value: number) => {
  const { key } = bench.last('tunables')!.tunables.find(({ label }) => label === 'x')!;
  bench.send({ type: 'setPin', key: key as TunableKey, value: [value] });
};

describe('a notebook that is opened', () => {
  it('runs nothing and shows nothing of what was open before', async () => {
    const { bench, session } = await open();
    bench.send({ type: 'runScript', source: `const x = 1; console.log('script');` });
    await bench.until('the script', () => bench.run === 'finished');
    bench.send({ type: 'openNotebook', lesson: null });
    await bench.until('the kernel', () => bench.kernel?.state === 'ready');
    expect(bench.run).toBe('empty');
    expect(bench.labels).toEqual([]);
    expect(bench.cells).toBe('');
    expect(endOf(bench)).toMatchObject({ steps: 0, head: { step: 1, passed: 0 } });
    const late = new Workbench();
    session.addPort(late);
    late.send({ type: 'attach' });
    expect(late.kernel?.state).toBe('ready');
    expect(late.last('scriptLoaded')).toBeUndefined();
  });

  it('lets go of its run when a script comes, and the other way round', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define', 'record', 'gradient']);
    bench.send({ type: 'runScript', source: `console.log('script');` });
    await bench.until('the script', () => bench.last('printed')?.lines.at(-1)?.text === 'script');
    expect(bench.last('notebookChanged')!.notebook).toBeNull();
    bench.send({ type: 'openNotebook', lesson: null });
    await bench.until('a notebook', () => bench.kernel !== undefined && bench.run === 'empty');
    await ran(bench, ['define', 'record']);
    await bench.until('the graph', () => bench.labels.join() === 'x,square');
  });

  it('starts its kernel only when one is wanted', async () => {
    const { bench, pythonHost } = await open();
    expect(pythonHost.started).toBe(0);
    bench.send({ type: 'warmKernel' });
    expect(pythonHost.started).toBe(1);
    bench.send({ type: 'openNotebook', lesson: null });
    await bench.until('the kernel', () => bench.kernel?.state === 'ready');
    expect(pythonHost.started).toBe(1);
  });
});

describe('cells', () => {
  it('go on in the world of those before, and a tape goes from one to the next', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define']);
    expect(bench.labels).toEqual([]);
    await ran(bench, ['record']);
    await bench.until('the op', () => bench.labels.includes('square') && bench.head === '1:1');
    expect(bench.value('square')).toEqual([9]);
    expect(bench.gradient('x')).toBe('pending');
    await ran(bench, ['gradient']);
    await bench.until('the gradient', () => bench.head === '1:3');
    expect(bench.gradient('x')).toEqual([6]);
    expect(bench.text('gradient')).toBe('6\n');
    expect(bench.losses).toEqual([9]);
    expect(bench.cells).toBe('define done, record done, gradient done');
    const { executions } = bench.last('notebookChanged')!.notebook!;
    expect(executions.map(({ count, firstLine, lines }) => [count, firstLine, lines])).toEqual([
      [1, 1, 1],
      [2, 2, 2],
      [3, 4, 1],
    ]);
    expect(endOf(bench).moments?.length ?? 3).toBe(3);
    expect(bench.node('square').line).toBe(3);
  });

  it('run through all training steps, the head at the end', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define', 'train', 'print']);
    await bench.until('step 20', () => bench.head.startsWith('20:'));
    expect(bench.losses).toHaveLength(20);
    expect(bench.value('x')[0]).toBeCloseTo(3 * 0.8 ** 20, 5);
    expect(bench.text('print')).toBe('hello\n');
  });

  it('wait at each training step when they are stepped, across cells', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define', 'record', 'gradient']);
    run(bench, ['train', 'print'], 'step');
    await bench.until('the gate', () => bench.run === 'paused' && endOf(bench).steps === 2);
    expect(bench.head).toBe('1:3');
    expect(bench.cells).toContain('train running, print queued');
    bench.send({ type: 'stepForward' });
    await bench.until('the first new moment', () => bench.head === '2:1');
    bench.send({ type: 'nextTrainingStep' });
    bench.send({ type: 'nextTrainingStep' });
    await bench.until('step 3', () => bench.head.startsWith('3:') && bench.run === 'paused');
    bench.send({ type: 'train', steps: 5 });
    await bench.until('step 8', () => bench.head.startsWith('8:') && bench.run === 'paused');
    bench.send({ type: 'play', speed: 240 });
    await bench.until('the end', () => bench.run === 'finished');
    expect(bench.text('print')).toBe('hello\n');
    expect(endOf(bench).steps).toBe(21);
  });

  it('step over lines, to the end of the tape and to updates', async () => {
    const { bench } = await openNotebook();
    run(bench, ['define', 'train'], 'step');
    await bench.until('the gate', () => bench.run === 'paused' && bench.head === '1:0');
    const heads: string[] = [];
    for (const type of ['toEndOfTape', 'nextLine', 'nextLine', 'previousLine', 'toEndOfTape'] as const) {
      const before = bench.head;
      bench.send({ type });
      await bench.until(type, () => bench.head !== before);
      heads.push(bench.head);
    }
    // Of one step: the op, the visit and the contribution on line 2, the assignment on line 4.
    expect(heads).toEqual(['1:1', '1:3', '1:4', '1:3', '2:1']);
  });

  it('go on from a pause', async () => {
    const { bench } = await openNotebook();
    run(bench, ['define', 'train'], 'step');
    await bench.until('the gate', () => bench.run === 'paused');
    await ran(bench, ['print']);
    await bench.until('all steps', () => endOf(bench).steps === 20);
    expect(bench.cells).toBe('define done, train done, print done');
  });

  it('are shown whole to a window that joins late', async () => {
    const { bench, session } = await openNotebook();
    await ran(bench, ['define', 'record', 'gradient', 'print']);
    await bench.until('the gradient', () => bench.head === '1:3');
    const late = new Workbench();
    session.addPort(late);
    late.send({ type: 'attach' });
    expect(late.cells).toBe(bench.cells);
    expect(late.text('gradient')).toBe('6\n');
    expect(late.text('print')).toBe('hello\n');
    expect(late.labels).toEqual(['x', 'square']);
    expect(late.run).toBe('finished');
  });
});

describe('a cell that fails', () => {
  it('tells its line among all lines, and drops those that wait', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define', 'fail', 'print'], 'failed');
    expect(bench.last('runStateChanged')!.run).toMatchObject({ error: { name: 'ShapeError', line: 3 } });
    expect(bench.cells).toBe('define done, fail failed');
    expect(bench.outputs('fail')).toMatchObject([{ kind: 'error', name: 'ShapeError' }]);
    await ran(bench, ['print']);
    expect(bench.cells).toBe('define done, fail failed, print done');
  });

  it('in the middle of a tape leaves its moments, with the error as the last', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define', 'failWithin'], 'failed');
    await bench.until('the moments', () => bench.head === '1:2');
    expect(bench.last('frame')!.frame.moment).toMatchObject({ kind: 'error', line: 3 });
    await ran(bench, ['record', 'gradient']);
    await bench.until('the gradient', () => bench.text('gradient') === '6\n' && bench.gradient('x')[0] === 6);
  });

  it('by what a kernel refuses is ended, and its world lives on', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define', 'refused'], 'failed');
    const [, output] = bench.outputs('refused');
    expect(output).toMatchObject({ kind: 'error', message: expect.stringContaining('[2, 3] × [4, 5]') });
    expect(bench.last('runStateChanged')!.run).toMatchObject({ error: { name: 'ShapeError', line: 4 } });
    expect(bench.cells).toBe('define done, refused failed');
    await ran(bench, ['record', 'gradient']);
    expect(bench.text('gradient')).toBe('6\n');
  });
});

describe('stop', () => {
  it('ends the cell and drops the queue, and the world lives on', async () => {
    const { bench, pythonHost } = await openNotebook();
    run(bench, ['define', 'record', 'endless', 'print']);
    await bench.until('the endless cell', () => bench.cells.includes('endless running'));
    bench.send({ type: 'stop' });
    await bench.until('the stop', () => bench.run === 'stopped');
    expect(bench.cells).toBe('define done, record done, endless stopped');
    await ran(bench, ['gradient']);
    expect(bench.text('gradient')).toBe('6\n');
    expect(pythonHost.started).toBe(1);
  });

  it('ends the kernel of a cell that does not listen, and what was recorded stays', async () => {
    const { bench, pythonHost } = await openNotebook();
    await ran(bench, ['define', 'record']);
    run(bench, ['deaf', 'print']);
    await bench.until('the deaf cell', () => bench.cells.includes('deaf running'));
    bench.send({ type: 'stop' });
    await bench.until('the end of the kernel', () => bench.kernel?.state === 'failed');
    expect(bench.cells).toBe('define done, record done, deaf stopped');
    expect(bench.run).toBe('crashed');
    expect(bench.labels).toEqual(['x', 'square']);
    run(bench, ['print']);
    await bench.until('a refusal', () => bench.outputs('print').length > 0);
    expect(bench.outputs('print')).toMatchObject([{ kind: 'error', message: expect.stringContaining('Restart') }]);
    bench.send({ type: 'restartKernel' });
    await bench.until('another', () => bench.kernel?.state === 'ready' && bench.cells === '');
    expect(bench.labels).toEqual(['x', 'square']);
    await ran(bench, ['define', 'print']);
    expect(bench.text('print')).toBe('hello\n');
    await bench.until('an empty graph', () => bench.labels.length === 0);
    expect(pythonHost.started).toBe(2);
  });

  it('at a gate leaves the steps that were there', async () => {
    const { bench } = await openNotebook();
    run(bench, ['define', 'train'], 'step');
    await bench.until('the gate', () => bench.run === 'paused');
    bench.send({ type: 'stop' });
    await bench.until('the stop', () => bench.run === 'stopped' && endOf(bench).steps === 1);
    await ran(bench, ['record', 'gradient']);
    await bench.until('a step more', () => bench.head.startsWith('2:'));
  });
});

describe('a rerun', () => {
  it('runs all again with the pin, the head where it was', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define', 'record', 'gradient']);
    bench.send({ type: 'seek', head: { step: 1, passed: 3 } });
    pinX(bench, 5);
    await bench.until('the other gradient', () => bench.run === 'finished' && bench.gradient('x')[0] === 10);
    expect(bench.head).toBe('1:3');
    await bench.until('the output', () => bench.text('gradient') === '10\n');
    expect(bench.cells).toBe('define done, record done, gradient done');
    bench.send({ type: 'clearPins' });
    await bench.until('the start', () => bench.gradient('x')[0] === 6);
    bench.send({ type: 'rerunCells' });
    await bench.until('the rerun', () => bench.run === 'finished');
  });

  it('takes the latest of many pins, also in the middle of a long training', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define', 'train']);
    bench.send({ type: 'seek', head: { step: 2, passed: 1 } });
    for (let value = 1; value <= 100; value++) pinX(bench, value);
    await bench.until('the last', () => bench.run === 'finished' && bench.losses[0] === 10_000);
    await bench.until('all steps', () => bench.losses.length === 20);
    expect(bench.head).toBe('2:1');
    expect(bench.value('square')[0]).toBeCloseTo(6400, 1);
  });

  it('fails where it failed, and goes on with what was run after that', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define', 'fail'], 'failed');
    await ran(bench, ['record', 'gradient']);
    pinX(bench, 5);
    await bench.until('the gradient', () => bench.text('gradient') === '10\n' && bench.run === 'finished');
    expect(bench.cells).toBe('define done, fail failed, record done, gradient done');
  });

  it('ends a cell that runs, and comes to the gate where it stood', async () => {
    const { bench } = await openNotebook();
    run(bench, ['define', 'train'], 'step');
    await bench.until('the gate', () => bench.run === 'paused');
    bench.send({ type: 'train', steps: 4 });
    await bench.until('step 4', () => bench.head.startsWith('4:') && bench.run === 'paused');
    pinX(bench, 5);
    await bench.until('the rerun', () => bench.losses[0] === 25 && bench.run === 'paused');
    expect(bench.head).toMatch(/^4:/);
    expect(endOf(bench).steps).toBe(4);
    bench.send({ type: 'nextTrainingStep' });
    await bench.until('step 5', () => bench.head.startsWith('5:'));
  });

  it('ends an endless cell of the run before, and the latest pin wins', async () => {
    const { bench, pythonHost } = await openNotebook();
    run(bench, ['define', 'train', 'endless']);
    await bench.until('the endless cell', () => bench.cells.includes('endless running'));
    bench.send({ type: 'seek', head: { step: 3, passed: 1 } });
    for (const value of [5, 6, 7]) pinX(bench, value);
    await bench.until('the rerun', () => bench.losses[0] === 49 && bench.head === '3:1');
    bench.send({ type: 'rerunCells' });
    bench.send({ type: 'stop' });
    await bench.until('the stop', () => bench.run === 'stopped');
    expect(bench.last('tunables')!.tunables[0]).toMatchObject({ pinned: true });
    await ran(bench, ['print']);
    expect(bench.text('print')).toBe('hello\n');
    expect(pythonHost.started).toBe(1);
  });

  it('starts a kernel when the one before has died', async () => {
    const { bench, pythonHost } = await openNotebook();
    await ran(bench, ['define', 'record', 'gradient']);
    await pythonHost.worker!.terminate();
    await bench.until('its death', () => bench.kernel?.state === 'failed');
    expect(bench.run).toBe('finished');
    bench.send({ type: 'rerunCells' });
    await bench.until('another', () => bench.kernel?.state === 'ready' && bench.run === 'finished');
    expect(bench.text('gradient')).toBe('6\n');
  });
});

describe('a kernel', () => {
  it('that dies in the middle of a cell leaves what was recorded', async () => {
    const { bench, pythonHost } = await openNotebook();
    run(bench, ['define', 'record', 'endless', 'print']);
    await bench.until('the endless cell', () => bench.cells.includes('endless running'));
    await pythonHost.worker!.terminate();
    await bench.until('its death', () => bench.run === 'crashed');
    expect(bench.kernel).toMatchObject({ state: 'failed' });
    expect(bench.cells).toBe('define done, record done, endless failed');
    await bench.until('the graph', () => bench.labels.includes('square'));
    bench.send({ type: 'restartKernel' });
    await ran(bench, ['define', 'record', 'gradient']);
    expect(bench.text('gradient')).toBe('6\n');
  });

  it('that a deaf cell of another notebook holds is waited for, and ended', async () => {
    const { bench, pythonHost } = await openNotebook();
    run(bench, ['define', 'deaf']);
    await bench.until('the deaf cell', () => bench.cells.includes('deaf running'));
    bench.send({ type: 'openNotebook', lesson: null });
    run(bench, ['define', 'record']);
    await bench.until('the cells', () => bench.cells === 'define done, record done');
    expect(pythonHost.started).toBe(2);
  });

  it('is not waited for by a script', async () => {
    const { bench } = await openNotebook();
    run(bench, ['deaf']);
    await bench.until('the deaf cell', () => bench.cells.includes('deaf running'));
    const start = performance.now();
    bench.send({ type: 'runScript', source: `console.log('script');` });
    await bench.until('the script', () => bench.last('printed')?.lines.at(-1)?.text === 'script');
    expect(performance.now() - start).toBeLessThan(2500);
    bench.send({ type: 'openNotebook', lesson: null });
    run(bench, ['print']);
    await bench.until('the cell', () => bench.text('print') === 'hello\n');
  });

  it('that cannot start says why', async () => {
    const { bench } = await kept(openSession(new ThreadHost(scripts), new ThreadHost(`${kernel}.missing`)));
    bench.send({ type: 'openNotebook', lesson: null });
    run(bench, ['print']);
    await bench.until('a failure', () => bench.kernel?.state === 'failed');
    expect(bench.kernel).toMatchObject({ reason: expect.stringContaining('missing') });
    expect(bench.run).toBe('crashed');
  });

  it('that is not there says so when a cell is run', async () => {
    const bench = new Workbench();
    const host = new ThreadHost(scripts);
    const backends = new BackendChoice(undefined, false);
    const facts = { findOp: opByName, lessons: [], names: () => [], backend: 'cpu' } as const;
    const session = await startSession({ host, backends, ...facts });
    session.addPort(bench);
    bench.send({ type: 'attach' });
    for (const type of ['stop', 'restartKernel', 'rerunCells', 'warmKernel'] as const) bench.send({ type });
    bench.send({ type: 'openNotebook', lesson: null });
    for (const type of ['stop', 'restartKernel', 'rerunCells', 'warmKernel'] as const) bench.send({ type });
    run(bench, ['print']);
    await bench.until('a refusal', () => bench.outputs('print').length > 0);
    expect(bench.outputs('print')).toMatchObject([{ kind: 'error', message: expect.stringContaining('no Python') }]);
    expect(bench.run).toBe('empty');
    host.terminate();
  });

  it('that is restarted while it starts runs what is asked of it then', async () => {
    const { bench } = await open();
    bench.send({ type: 'openNotebook', lesson: null });
    run(bench, ['define']);
    bench.send({ type: 'stop' });
    bench.send({ type: 'restartKernel' });
    run(bench, ['define', 'record']);
    await bench.until('the cells', () => bench.cells === 'define done, record done');
  });
});

describe('a step that goes on in the next cell', () => {
  it('has the loss of its last backward pass, and the curve is told anew', async () => {
    const { bench } = await openNotebook();
    const persistent = `world.tape = new tf.GradientTape({ persistent: true });
world.tape.record(() => { world.y = tf.square(world.x); world.z = tf.square(world.y); });
world.tape.gradient(world.y, world.x);`;
    await ran(bench, ['define']);
    bench.send({ type: 'runCells', cells: [{ cell: 'a' as CellId, source: persistent }], pace: 'run' });
    await bench.until('the first loss', () => bench.losses.join() === '9');
    const again = { cell: 'b' as CellId, source: 'world.tape.gradient(world.z, world.x);' };
    bench.send({ type: 'runCells', cells: [again], pace: 'run' });
    await bench.until('the other loss', () => bench.losses.join() === '81');
    expect(endOf(bench).steps).toBe(1);
    expect(bench.gradient('x')).toEqual([108]);
  });
});

describe('much', () => {
  it('is cut: a cell that prints 100 MB', async () => {
    const { bench } = await openNotebook();
    const source = `const text = 'x'.repeat(1e5); for (let i = 0; i < 1000; i++) print(text);`;
    bench.send({ type: 'runCells', cells: [{ cell: 'flood' as CellId, source }], pace: 'run' });
    await bench.until('the end', () => bench.run === 'finished');
    expect(bench.text('flood').length).toBeLessThan(2 << 20);
    expect(bench.text('flood')).toContain('the rest is left out');
  });

  it('holds: 200 cells, and a tape of 10,000 ops in one', async () => {
    const { bench } = await openNotebook();
    await ran(bench, ['define', ...Array.from({ length: 198 }, (): Name => 'record'), 'gradient']);
    expect(bench.last('notebookChanged')!.notebook!.executions).toHaveLength(200);
    await ran(bench, ['deep']);
    await bench.until('the deep tape', () => bench.last('snapshot')!.snapshot.nodes.length > 10_000);
    pinX(bench, 2);
    await bench.until('the rerun', () => bench.run === 'finished' && bench.text('gradient') === '4\n');
  }, 60_000);
});
