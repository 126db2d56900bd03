/** Python in a thread, driven by the real session: the seed notebook, run cell by cell. */
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildHeadless } from '../../../build/scripts/headless.mjs';
import { opByName } from '../../../engine/ops/catalogue';
import '../../../engine/ops/methods';
import '../../../engine/ops/tapeArithmetic';
import type { CellId, CellOutput, Command, EngineEvent, KernelState, NotebookState } from '../../../engine/protocol';
import { BackendChoice } from '../../../engine/runner/backendChoice';
import type { WorkbenchPort } from '../../../engine/runner/ports';
import { startSession } from '../../../engine/runner/session';
import { ThreadHost } from './threadHost';

/** A workbench that opens notebooks: it keeps what it is told. */
class Notebooks implements WorkbenchPort {
  onmessage: WorkbenchPort['onmessage'] = null;
  notebook: NotebookState | null = null;
  readonly outputs = new Map<string, CellOutput[]>();
  private steps = 0;
  private waiting: { until: () => boolean; resolve: () => void }[] = [];

  postMessage(event: EngineEvent): void {
    if (event.type === 'notebookChanged') this.notebook = event.notebook;
    if (event.type === 'timeline') this.steps = event.timeline.steps;
    if (event.type === 'cellOutputs') {
      const before = event.reset ? [] : (this.outputs.get(event.cell) ?? []);
      this.outputs.set(event.cell, [...before, ...event.outputs]);
    }
    for (const one of this.waiting.filter(({ until }) => until())) one.resolve();
    this.waiting = this.waiting.filter(({ until }) => !until());
  }

  close(): void {}

  send(command: Command): void {
    this.onmessage!({ data: command });
  }

  when(until: () => boolean): Promise<void> {
    return until() ? Promise.resolve() : new Promise((resolve) => this.waiting.push({ until, resolve }));
  }

  async run(name: string, source: string): Promise<string> {
    const cell = name as CellId;
    this.send({ type: 'runCells', cells: [{ cell, source }], pace: 'run' });
    const ended = () =>
      this.notebook?.executions.some((one) => one.cell === cell && !['queued', 'running'].includes(one.state)) === true;
    await this.when(ended);
    return (this.outputs.get(cell) ?? [])
      .map((output) => (output.kind === 'error' ? output.traceback.join('\n') : 'text' in output ? output.text : ''))
      .join('');
  }

  stateOf(name: string): string | undefined {
    return this.notebook?.executions.find(({ cell }) => cell === (name as CellId))?.state;
  }

  /** The timeline has a step, and the cell still runs. */
  isAtGate(name: string): boolean {
    return this.steps > 0 && this.stateOf(name) === 'running';
  }

  get kernel(): KernelState['state'] | undefined {
    return this.notebook?.kernel.state;
  }
}

let host: ThreadHost;
let scripts: ThreadHost;
const port = new Notebooks();

beforeAll(async () => {
  const folder = path.dirname(await buildHeadless());
  host = new ThreadHost(path.join(folder, 'pythonThread.mjs'));
  scripts = new ThreadHost(path.join(folder, 'scriptThread.mjs'));
  const session = await startSession({
    host: scripts,
    pythonHost: host,
    backends: new BackendChoice(undefined, false),
    findOp: opByName,
    lessons: [],
    names: () => [],
    backend: 'cpu',
  });
  session.addPort(port);
  port.send({ type: 'attach' });
  port.send({ type: 'openNotebook', lesson: null });
}, 180_000);
afterAll(() => {
  host.terminate();
  scripts.terminate();
});

it('runs the seed notebook', { timeout: 60_000 }, async () => {
  const first =
    'import tensorflow as tf\n\nfrom tensorflow.keras import Sequential\nfrom tensorflow.keras.layers import Dense';
  expect(await port.run('imports', first)).toBe('');
  const second = `x = tf.Variable(4.0)
with tf.GradientTape() as tape:
    y = x**2
dy_dx = tape.gradient(y, x)
dy_dx.numpy()`;
  expect(await port.run('square', second)).toBe('np.float32(8.0)');
  const third = `model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
optimizer = tf.optimizers.SGD(learning_rate=0.01)
x = tf.constant([[2.0]])  # Input
y_true = tf.constant([[5.0]])  # Target output
model.build((None, 1)); model.set_weights([[[1.33800925]], [0.0]])
with tf.GradientTape() as tape:
    y_pred = model(x)  # Model prediction
    loss = tf.losses.mse(y_true, y_pred)  # Compute loss
gradients = tape.gradient(loss, model.trainable_variables)  # Compute gradients
print(gradients)
optimizer.apply_gradients(zip(gradients, model.trainable_variables))`;
  expect(await port.run('neuron', third)).toBe(
    '[<tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[-9.295926]], dtype=float32)>, ' +
      '<tf.Tensor: shape=(1,), dtype=float32, numpy=array([-4.647963], dtype=float32)>]\n' +
      '<KerasVariable shape=(), dtype=int64, path=SGD/iteration>',
  );
});

it('says where a cell is wrong, and goes on', { timeout: 60_000 }, async () => {
  expect(await port.run('wrong', 'tf.matmul(tf.ones((2, 3)), tf.ones((2, 3)))')).toMatch(
    /^Traceback[^]*Cell In\[\d+\], line 1\n {4}tf\.matmul[^]*Error: /,
  );
  expect(await port.run('after', 'float(y_pred[0, 0])')).toMatch(/^2\.676/);
});

it('leaves the thread nothing that a worker can do', { timeout: 60_000 }, async () => {
  expect(
    await port.run('hostile', 'import os\nos.system("true"), os.environ.get("PATH"), os.path.exists("/etc/passwd")'),
  ).toBe("(-1, '/', False)");
});

it('is stopped, and then goes on', { timeout: 60_000 }, async () => {
  const stopped = port.run('endless', 'print("on")\nwhile True: pass');
  await port.when(() => (port.outputs.get('endless')?.length ?? 0) > 0);
  port.send({ type: 'stop' });
  expect(await stopped).toBe('on\nTraceback (most recent call last):\n  Cell In[7], line 2\nKeyboardInterrupt');
  expect(await port.run('alive', 'int(y_true[0, 0])')).toBe('5');
  expect(host.started).toBe(1);
});

it('is stopped at the gate of a training step, and then goes on', { timeout: 60_000 }, async () => {
  const training = `for step in range(1000):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((model(x) - y_true) ** 2)
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    print(step)`;
  port.send({ type: 'runCells', cells: [{ cell: 'training' as CellId, source: training }], pace: 'step' });
  await port.when(() => (port.outputs.get('training')?.length ?? 0) > 0 || port.isAtGate('training'));
  port.send({ type: 'stop' });
  await port.when(() => port.stateOf('training') === 'stopped');
  expect(await port.run('after the gate', 'step < 100')).toBe('True');
  expect(host.started).toBe(1);
});

it('is replaced when it does not listen', { timeout: 60_000 }, async () => {
  const stubborn = 'print("on")\nwhile True:\n  try:\n    while True: pass\n  except BaseException: pass';
  const stopped = port.run('stubborn', stubborn);
  await port.when(() => (port.outputs.get('stubborn')?.length ?? 0) > 0);
  port.send({ type: 'stop' });
  await stopped;
  await port.when(() => port.kernel === 'failed');
  port.send({ type: 'restartKernel' });
  await port.when(() => port.kernel === 'ready');
  expect(await port.run('again', '1 + 1')).toBe('2');
});

it('says why Python has ended, when a cell ended it', { timeout: 60_000 }, async () => {
  await port.run('leaving', 'import os\nos._exit(1)');
  await port.when(() => port.kernel === 'failed');
  expect(port.notebook!.kernel).toMatchObject({ reason: 'Python ended: Program terminated with exit(1)' });
});
