/**
 * The world in which the cells of a notebook run: one namespace of Python's, and the engine as at the start of a
 * program. It stands from cell to cell, until it is opened anew.
 */
import type { ScriptError } from '../protocol/events';
import type { CellEnd } from '../stream/link';
import { EngineWorld, pushLabel, scriptNamespace } from '../script/engineWorld';
import type { Holder } from '../script/garbage';
import type { ScriptLine } from '../script/line';
import { Interrupted } from '../script/sandbox';
import type { Pins } from '../script/startValues';
import { context } from '../tape/context';
import { CellOutputs } from './cellOutput';
import type { Interpreter } from './interpreter';

/** Connects `tf` with an interpreter. */
export interface EngineBinding extends Holder {
  install(): void;
  /** A fresh world in the same interpreter. */
  reset(): void;
  dispose(): void;
  /** The notebook was told to end while it waited on the engine. */
  interrupted: boolean;
}

export interface BindingEvents {
  calling(): void;
  labelled(object: object, name: string): void;
}

export type Bind = (
  tf: object,
  interpreter: { pyimport(name: string): unknown },
  events: BindingEvents,
) => EngineBinding;

export interface WorldStart {
  readonly line: ScriptLine;
  readonly pins: Pins;
  readonly seed: number;
}

export interface CellRun {
  readonly execution: number;
  readonly source: string;
  readonly firstLine: number;
}

/** Python is gone: nothing can be run in it any more. */
export class PythonEnded extends Error {
  override readonly name = 'PythonEnded';
}

/** What `cells.run` tells. */
interface Told {
  readonly end: 'finished' | 'interrupted' | 'failed';
  readonly name: string;
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly traceback: readonly string[];
}

/** Between two requests to end what runs, in milliseconds: time enough to tell of the first. */
const AGAIN = 20;
/** A word that stays as it is. */
const NEVER = new Int32Array(new SharedArrayBuffer(4));

export class PythonWorld {
  private line: ScriptLine | null = null;
  private engine: EngineWorld | null = null;
  private readonly binding: EngineBinding;
  private readonly outputs = new CellOutputs((output) => this.send({ t: 'output', output }));
  private execution = 0;
  /** Whether the notebook's own code runs, and may be ended. */
  private running = false;
  private asked = -Infinity;

  constructor(
    private readonly interpreter: Interpreter,
    tf: object,
    bind: Bind,
    /** Python's own word for "end what runs", beside the line's. */
    private readonly signalled: () => boolean = () => false,
  ) {
    interpreter.cells.connect(closed((kind: unknown, text: unknown) => this.hear(String(kind), String(text))));
    interpreter.output = {
      stdout: (bytes) => this.outputs.write('stdout', bytes),
      stderr: (bytes) => this.outputs.write('stderr', bytes),
    };
    interpreter.interrupted = () => this.ends();
    this.binding = bind(scriptNamespace(tf), interpreter.pyodide, {
      calling: () => this.engine?.garbage.collectWhenDue(this.binding),
      labelled: (object, name) => pushLabel(this.line!, object, name),
    });
    // Before anybody waits: what it makes once need not be made when a cell is to run.
    this.binding.install();
  }

  /** A fresh world; the one before is gone. */
  open({ line, pins, seed }: WorldStart): void {
    this.engine?.close();
    this.line = line;
    this.engine = new EngineWorld(this.seenBeforeWaiting(line), pins, seed);
    this.interpreter.cells.open(seed);
    this.binding.reset();
  }

  /** Runs a cell to its end, whatever that is. Throws `PythonEnded` when there is no Python left to go on with. */
  run({ execution, source, firstLine }: CellRun): CellEnd {
    this.execution = execution;
    this.asked = -Infinity;
    this.outputs.begin();
    this.binding.interrupted = false;
    const end = this.end(this.runInPython(source, firstLine));
    try {
      this.outputs.flush();
      this.line!.flush();
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      return { type: 'interrupted' };
    }
    return end;
  }

  private runInPython(source: string, firstLine: number): Told {
    try {
      return JSON.parse(this.interpreter.cells.run(source, this.execution, firstLine)) as Told;
    } catch (error) {
      // Python raised where its exceptions are told of: it was asked to end again, or has no memory for that.
      if (isPythonError(error)) return untold(error.type);
      throw new PythonEnded(reasonOf(error), { cause: error });
    } finally {
      this.running = false;
      this.interpreter.memory.reserveOpen = true;
    }
  }

  private end(told: Told): CellEnd {
    const { end, name, message, traceback, line, column } = told;
    const wasAsked = this.line!.stopped() || this.asked > -Infinity || this.binding.interrupted === true;
    if (end !== 'finished') this.outputs.fail({ name, message, traceback });
    if (this.line!.stopped() || (end === 'interrupted' && wasAsked)) return { type: 'interrupted' };
    if (end === 'finished') return { type: 'finished' };
    const error: ScriptError = { name, message, line: line ?? context.line, column };
    return { type: 'failed', error };
  }

  /** What Python's side tells while a cell runs. */
  private hear(kind: string, text: string): void {
    if (kind === 'user' || kind === 'rest') {
      this.running = kind === 'user';
      this.interpreter.memory.reserveOpen = kind === 'rest';
    } else if (kind === 'note') this.outputs.note(text);
    else if (kind === 'result') this.outputs.show(text, this.execution);
    else if (kind === 'sleep') Atomics.wait(NEVER, 0, 0, Number(text));
    else if (kind === 'display') this.outputs.show(text, null);
  }

  /** Asked by Python between instructions. */
  private ends(): boolean {
    if (!this.running) return false;
    this.outputs.tick();
    if (!this.line!.stopped() && !this.signalled()) return false;
    const now = performance.now();
    if (now - this.asked < AGAIN) return false;
    this.asked = now;
    return true;
  }

  /** What was printed before a step or a number is waited for is seen while that is waited for. */
  private seenBeforeWaiting(line: ScriptLine): ScriptLine {
    return {
      push: (item) => line.push(item),
      flush: () => line.flush(),
      stopped: () => line.stopped(),
      read: (tensor) => {
        this.outputs.flush();
        return line.read(tensor);
      },
      gate: (step) => {
        this.outputs.flush();
        line.gate(step);
      },
    };
  }

  /** Output on a line that is told to end is lost, and Python is asked to end all the same. */
  private send(item: Parameters<ScriptLine['push']>[0]): void {
    try {
      this.line!.push(item);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
  }
}

/** Without a prototype Python finds nothing on it: no constructor, no way to more of JavaScript. */
function closed<T extends object>(host: T): T {
  return Object.freeze(Object.setPrototypeOf(host, null) as T);
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'Python ended: its calls were nested deeper than its stack';
  if (error instanceof WebAssembly.RuntimeError) return 'Python ended: it could not go on from where it was';
  return `Python ended: ${error instanceof Error ? error.message : String(error)}`;
}

function isPythonError(error: unknown): error is { type: string } {
  return (
    error instanceof Error && error.name === 'PythonError' && typeof (error as { type?: unknown }).type === 'string'
  );
}

function untold(name: string): Told {
  const end = name === 'KeyboardInterrupt' ? 'interrupted' : 'failed';
  const message = name === 'MemoryError' ? 'there is no memory left, not even to say where: restart the kernel' : '';
  return { end, name, message, line: null, column: null, traceback: [message === '' ? name : `${name}: ${message}`] };
}
