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

const IMPORT = `import tensorflow as tf

from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense`;
const SQUARE = `# Create a tensorflow variable. All operations with TF-variables can be tracked
x = tf.Variable(4.0)

# Tensorflow uses the so-called gradient tape to record operations
with tf.GradientTape() as tape:
    y = x**2
# Find the gradient of y with respect to x. dy_dx = 2x, x=4 => dy_dx = 8
dy_dx = tape.gradient(y, x)
dy_dx.numpy()`;
const NEURON = `# Define a simple model with a single neuron
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])

# Define an optimizer i.e. the gradient descent algorithm to use.
optimizer = tf.optimizers.SGD(learning_rate=0.01)

# Sample data
x = tf.constant([[2.0]])  # Input
y_true = tf.constant([[5.0]])  # Target output

# Forward pass and backpropagation with GradientTape
with tf.GradientTape() as tape:
    y_pred = model(x)  # Model prediction
    loss = tf.losses.mse(y_true, y_pred)  # Compute loss

# Compute the gradient of the loss function with respect to the weights/biases in the model
gradients = tape.gradient(loss, model.trainable_variables)  # Compute gradients
print(gradients)

# Update the parameters in the model
optimizer.apply_gradients(zip(gradients, model.trainable_variables))`;
const TRAIN = `for step in range(10):
    with tf.GradientTape() as tape:
        loss = tf.losses.mse(y_true, model(x))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))`;

describe('The Gradient Tape', () => {
  it('runs, and is stepped to 16 and 8 and to the update of the neuron', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    await cells.run(IMPORT, SQUARE);
    expect(bench.outputs('c2')).toEqual([result('np.float32(8.0)', 2)]);
    await bench.until('the gradient', () => bench.labels.includes('x') && bench.gradient('x')[0] === 8);
    bench.send({ type: 'seek', head: { step: 1, passed: 1 } });
    await bench.until('16', () => bench.head === '1:1');
    expect(bench.value('y')).toEqual([16]);
    expect(bench.gradient('x')).toBe('pending');
    expect(bench.node('y').line).toBe(10);
    cells.send([NEURON], 'step');
    await bench.until('the neuron', () => bench.last('timeline')!.timeline.steps === 2 && bench.run === 'finished');
    bench.send({ type: 'nextUpdate' });
    await bench.until('the update', () => bench.last('frame')?.frame.update?.rule === 'SGD');
    expect(bench.last('frame')!.frame.update!.hyperparameters.learningRate).toBeCloseTo(0.01);
    const [outputs] = bench.outputs('c3');
    expect(outputs).toMatchObject({ kind: 'stream', text: expect.stringContaining('<tf.Tensor: shape=(1, 1)') });
  });

  it('gives the numbers of a pinned kernel in a rerun of all cells', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    await cells.run(IMPORT, SQUARE, NEURON);
    const { key } = bench.last('tunables')!.tunables.find(({ label }) => label.endsWith('kernel'))!;
    bench.send({ type: 'setPin', key, value: [1.33800925] });
    await bench.until('the rerun', () => bench.text('c3').includes('-9.295926') && bench.run === 'finished');
    expect(bench.text('c3')).toContain('array([-4.647963], dtype=float32)');
    expect(bench.outputs('c2')).toEqual([result('np.float32(8.0)', 2)]);
    await bench.until('its gradient', () => bench.gradient('bias')[0] === Math.fround(-4.647963));
  });

  it('trains on in a cell that waits at every step, and is stopped there', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    await cells.run(IMPORT, SQUARE, NEURON);
    cells.send([TRAIN, '"after"'], 'step');
    await bench.until('the gate', () => bench.run === 'paused');
    expect(bench.cells).toContain('c4 running, c5 queued');
    bench.send({ type: 'train', steps: 3 });
    await bench.until('step 5', () => bench.head.startsWith('5:') && bench.run === 'paused');
    bench.send({ type: 'nextTrainingStep' });
    await bench.until('step 6', () => bench.head.startsWith('6:') && bench.run === 'paused');
    bench.send({ type: 'stop' });
    await bench.until('the stop', () => bench.run === 'stopped');
    expect(bench.cells).toBe('c1 done, c2 done, c3 done, c4 stopped');
    await cells.run('float(loss)');
    expect(bench.outputs('c6')).toMatchObject([{ kind: 'result' }]);
  });

  it('keeps a tape from cell to cell, and tells of a failure in the middle of one', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    await cells.run('import tensorflow as tf\nx = tf.Variable(3.0)', 'with tf.GradientTape() as tape:\n  y = x * x');
    await bench.until('the op', () => bench.head === '1:1');
    expect(bench.gradient('x')).toBe('pending');
    await cells.run('float(tape.gradient(y, x))');
    expect(bench.outputs('c3')).toEqual([result('6.0', 3)]);
    await bench.until('the gradient', () => bench.gradient('x')[0] === 6);
    await cells.run('with tf.GradientTape() as tape:\n  y = x * x\n  tf.matmul(tf.ones([2, 3]), tf.ones([4, 5]))');
    expect(bench.run).toBe('failed');
    await bench.until('the error', () => bench.last('frame')?.frame.moment?.kind === 'error');
    expect(bench.last('frame')!.frame.moment!.line).toBe(8);
  });

  it('records a tape of 10,000 ops in one cell', async () => {
    const { bench } = await open();
    const cells = new Cells(bench);
    const deep = 'with tf.GradientTape() as tape:\n  y = x\n  for i in range(10_000):\n    y = y + 0.5\n';
    await cells.run('import tensorflow as tf\nx = tf.Variable(3.0)', `${deep}float(tape.gradient(y, x))`);
    expect(bench.outputs('c2')).toEqual([result('1.0', 2)]);
    await bench.until('the graph', () => bench.last('snapshot')!.snapshot.nodes.length > 10_000);
  }, 60_000);
});
