import { expect, test } from 'vitest';
import { answerNotebookFile } from '../../../engine/runner/notebookFiles';
import type { CellExecution, CellOutput, Command, EngineEvent, KernelState } from '../../../engine/protocol';
import { type EnginePort, NotebookRun } from './notebookRun';

const out = (text: string): CellOutput => ({ kind: 'stream', name: 'stdout', text });
const error: CellOutput = { kind: 'error', name: 'ValueError', message: 'no', traceback: ['ValueError: no'] };

/** An engine that runs a cell by printing its source; `raise` fails, `loop` runs until it is stopped. */
class Engine implements EnginePort {
  readonly commands: string[] = [];
  private listener: (event: EngineEvent) => void = () => {};
  private executions: CellExecution[] = [];

  listen(listener: (event: EngineEvent) => void): void {
    this.listener = listener;
  }

  send(command: Command): void {
    this.commands.push(command.type);
    void Promise.resolve().then(() => this.answer(command));
  }

  private answer(command: Command): void {
    if (command.type === 'readNotebook' || command.type === 'writeNotebook') this.listener(answerNotebookFile(command));
    if (command.type === 'runCells') this.runCells(command);
    if (command.type === 'stop') this.changeLast('stopped');
  }

  private runCells({ cells }: Extract<Command, { type: 'runCells' }>): void {
    this.executions = cells.map(({ cell, source }) => {
      return { cell, source, state: 'queued', count: null, firstLine: 1, lines: 1 };
    });
    this.tell();
    for (const [i, { cell, source }] of cells.entries()) {
      this.change(i, { state: 'running', count: i + 1 });
      this.listener({ type: 'cellOutputs', cell, reset: true, outputs: [] });
      if (source === 'loop') return;
      if (source === 'die') return this.tell({ state: 'failed', reason: 'out of memory' });
      // The session tells what became of a cell before its last outputs.
      this.change(i, { state: source === 'raise' ? 'failed' : 'done' });
      this.listener({ type: 'cellOutputs', cell, reset: false, outputs: source === 'raise' ? [error] : [out(source)] });
      if (source === 'raise') return;
      this.listener({ type: 'cellOutputs', cell, reset: false, outputs: [out('\n')] });
    }
  }

  private changeLast(state: CellExecution['state']): void {
    const running = this.executions.findIndex((one) => one.state === 'running');
    if (running >= 0) this.change(running, { state });
  }

  private change(i: number, change: Partial<CellExecution>): void {
    this.executions = this.executions.map((one, at) => (at === i ? { ...one, ...change } : one));
    this.tell();
  }

  private tell(kernel: KernelState = { state: 'ready', startMs: 1 }): void {
    this.listener({ type: 'notebookChanged', notebook: { kernel, executions: this.executions } });
  }
}

function start(text: string) {
  const engine = new Engine();
  const printed: string[] = [];
  const run = new NotebookRun(engine, {
    fileName: 'a.py',
    bytes: new TextEncoder().encode(text),
    onOutput: (output, cell) => printed.push(`${cell} ${output.kind === 'stream' ? output.text : output.kind}`),
    onNotice: () => {},
  });
  return { engine, printed, run };
}

const outputsOf = (bytes: Uint8Array) =>
  (JSON.parse(new TextDecoder().decode(bytes)) as { cells: { outputs?: unknown[]; execution_count?: number }[] }).cells;

test('runs every code cell in order, and writes what it gave out', async () => {
  const { engine, printed, run } = start('# %% [markdown]\n# # Title\n\n# %%\na\n\n# %%\n\n# %%\nb\n');
  const { failure, bytes } = await run.run();
  expect(failure).toBeNull();
  expect(engine.commands).toEqual([
    'attach',
    'readNotebook',
    'openNotebook',
    'runCells',
    'readNotebook',
    'writeNotebook',
  ]);
  expect(printed).toEqual(['2 a', '2 \n', '4 b', '4 \n']);
  const cells = outputsOf(bytes);
  expect(cells.map((cell) => cell.execution_count)).toEqual([undefined, 1, null, 2]);
  expect(cells[3].outputs).toEqual([{ name: 'stdout', output_type: 'stream', text: ['b\n'] }]);
});

test('stops at an error, and says whose it is', async () => {
  const { run } = start('# %%\na\n\n# %%\nraise\n\n# %%\nc\n');
  const { failure, bytes } = await run.run();
  expect(failure).toBe('cell 2: ValueError: no');
  expect(outputsOf(bytes).map(({ outputs }) => outputs?.length)).toEqual([1, 1, 0]);
});

test('an interpreter that ends is a failure too', async () => {
  expect((await start('die').run.run()).failure).toBe('Python ended: out of memory');
});

test('is stopped with what there is so far', async () => {
  const { run, engine } = start('# %%\na\n\n# %%\nloop\n');
  const result = run.run();
  while (!engine.commands.includes('runCells')) await new Promise((resolve) => setTimeout(resolve, 1));
  run.stop('it took more than 1 s');
  const { failure, bytes } = await result;
  expect(failure).toBe('it took more than 1 s');
  expect(outputsOf(bytes)[0].outputs).toHaveLength(1);
});

test('a file that is no notebook, and an engine that is gone, are errors', async () => {
  const engine = new Engine();
  const options = { fileName: 'a.ipynb', bytes: new Uint8Array(), onOutput: () => {}, onNotice: () => {} };
  await expect(new NotebookRun(engine, options).run()).rejects.toThrow('the file is empty');
  const run = new NotebookRun({ send: () => {}, listen: () => {} }, options);
  const result = run.run();
  run.lost('its process ended');
  await expect(result).rejects.toThrow('its process ended');
});

test('a notebook without code is done at once', async () => {
  expect((await start('# %% [markdown]\n# x\n').run.run()).failure).toBeNull();
});
