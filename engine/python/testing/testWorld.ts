/** A Python world for tests in Node: the real interpreter, on a line that is kept here. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPython } from '../../../build/scripts/python.mjs';
import { ROOT } from '../../../build/scripts/root.mjs';
import { tf } from '../../index';
import type { CellOutput } from '../../protocol/notebook';
import type { ScriptLine } from '../../script/line';
import { Interrupted } from '../../script/sandbox';
import type { CellEnd } from '../../stream/link';
import type { StreamItem } from '../../stream/items';
import { PythonBinding } from '../binding';
import { Interpreter } from '../interpreter';
import type { CreateModule, PythonFiles } from '../pyodide';
import { type Bind, PythonWorld } from '../world';

const FOLDER = path.join(ROOT, 'dist/python');

export async function pythonFiles(): Promise<PythonFiles> {
  await buildPython();
  const file = (name: string) => new Uint8Array(readFileSync(path.join(FOLDER, name)));
  const module = (await import(/* @vite-ignore */ pathToFileURL(path.join(FOLDER, 'pyodide.js')).href)) as {
    default: CreateModule;
  };
  return {
    createModule: module.default,
    wasm: await WebAssembly.compile(file('pyodide.wasm')),
    library: file('library.zip'),
    snapshot: file('snapshot.bin'),
  };
}

const bind: Bind = (namespace, interpreter, events) => new PythonBinding(namespace, interpreter, events);

/** Gathers what a world sends, and reads nothing. */
export class TestLine implements ScriptLine {
  readonly items: StreamItem[] = [];
  /** When to say that what runs should end, by the clock. */
  stopAt = Infinity;

  push(item: StreamItem): void {
    this.items.push(item);
  }
  flush(): void {}
  read(): never {
    throw new Interrupted();
  }
  gate(): void {}
  stopped(): boolean {
    return performance.now() >= this.stopAt;
  }
}

export interface CellSeen {
  readonly end: CellEnd;
  readonly outputs: readonly CellOutput[];
  readonly stdout: string;
  readonly stderr: string;
  /** Of the last result. */
  readonly result: string | null;
  /** Of an error, as one text. */
  readonly traceback: string;
}

export class TestWorld {
  private execution = 0;
  private lines = 1;
  line = new TestLine();

  private constructor(
    readonly interpreter: Interpreter,
    private readonly world: PythonWorld,
  ) {}

  static async start(files: PythonFiles, limit?: number): Promise<TestWorld> {
    const interpreter = await Interpreter.load(files, limit);
    const test = new TestWorld(interpreter, new PythonWorld(interpreter, tf, bind));
    test.open();
    return test;
  }

  open(): void {
    this.line = new TestLine();
    this.execution = 0;
    this.lines = 1;
    this.world.open({ line: this.line, pins: {}, seed: 42 });
  }

  /** Runs a cell; told to stop after so many milliseconds, if any. */
  run(source: string, stopAfter = Infinity): CellSeen {
    const before = this.line.items.length;
    this.line.stopAt = performance.now() + stopAfter;
    const end = this.world.run({ execution: ++this.execution, source, firstLine: this.lines });
    this.line.stopAt = Infinity;
    this.lines += source.split('\n').length;
    const outputs = this.line.items.slice(before).flatMap((item) => (item.t === 'output' ? [item.output] : []));
    const text = (name: string) =>
      outputs.map((output) => (output.kind === 'stream' && output.name === name ? output.text : '')).join('');
    const results = outputs.flatMap((output) => (output.kind === 'result' ? [output.text] : []));
    const errors = outputs.flatMap((output) => (output.kind === 'error' ? [output.traceback.join('\n')] : []));
    return {
      end,
      outputs,
      stdout: text('stdout'),
      stderr: text('stderr'),
      result: results.at(-1) ?? null,
      traceback: errors.join('\n'),
    };
  }
}
