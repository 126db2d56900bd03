/**
 * A JavaScript interpreter inside WebAssembly: a script in it has a heap of its own with a cap, no
 * way out but the functions it is given, and can be stopped between any two instructions. The module
 * stays warm from run to run, the runtime and context are fresh each time.
 */
import variant from '@jitl/quickjs-ng-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import type { ScriptError } from '../protocol/events';

export interface SandboxLimits {
  /** Bytes the script's own heap may take; tensors are not in it. */
  readonly memoryBytes: number;
  readonly stackBytes: number;
}

export const DEFAULT_LIMITS: SandboxLimits = { memoryBytes: 256 << 20, stackBytes: 112 << 10 };

/** The name that the script's own frames carry in a stack. */
export const SCRIPT_FILE = 'script.ts';

/** What the script threw, with its place: not an error of ours. */
export class ScriptFailure extends Error {
  constructor(readonly scriptError: ScriptError) {
    super(`${scriptError.name}: ${scriptError.message}`);
  }
}

/** The script was told to end and did. */
export class Interrupted extends Error {
  constructor() {
    super('the script was stopped');
  }
}

/** Holds the module. One for each thread is enough. */
export class Sandbox {
  private constructor(private module: QuickJSWASMModule) {}

  static async load(): Promise<Sandbox> {
    return new Sandbox(await newQuickJSWASMModuleFromVariant(variant));
  }

  /** A fresh world. `stop` is asked every few thousand instructions; once true, the script ends. */
  open(stop: () => boolean, limits: SandboxLimits = DEFAULT_LIMITS): SandboxSession {
    const runtime = this.module.newRuntime();
    runtime.setMemoryLimit(limits.memoryBytes);
    runtime.setMaxStackSize(limits.stackBytes);
    const session = new SandboxSession(this.module, runtime, runtime.newContext(), stop, limits);
    runtime.setInterruptHandler(() => {
      const ends = stop();
      // QuickJS leaks what it was interrupted in, and would refuse to free a runtime with leaks.
      if (ends) session.spoiled = true;
      return ends;
    });
    return session;
  }

  /** Replaces the module: after a script that used up its memory or would not end cleanly, nothing of it is trusted. */
  async renew(): Promise<void> {
    this.module = await newQuickJSWASMModuleFromVariant(variant);
  }
}

export class SandboxSession {
  /** The heap hit its cap, or the session cannot be closed: the module should be renewed. */
  spoiled = false;

  constructor(
    private readonly module: QuickJSWASMModule,
    private readonly runtime: QuickJSRuntime,
    readonly context: QuickJSContext,
    private readonly stop: () => boolean,
    private readonly limits: SandboxLimits,
  ) {}

  get memory(): WebAssembly.Memory {
    return this.module.getWasmMemory();
  }

  /**
   * Zeros that both sides see: an ArrayBuffer in there, and its address in `memory`. The library gives
   * copies only, so the address is taken as it passes to the interpreter.
   */
  sharedBuffer(bytes: number): { handle: QuickJSHandle; pointer: number } {
    const ffi = this.module.getFFI();
    const original = ffi.QTS_NewArrayBuffer;
    let pointer = 0;
    ffi.QTS_NewArrayBuffer = (context, address, length) => {
      pointer = address;
      return original(context, address, length);
    };
    try {
      const handle = this.context.newArrayBuffer(new ArrayBuffer(bytes));
      return { handle, pointer };
    } finally {
      ffi.QTS_NewArrayBuffer = original;
    }
  }

  /** Evaluates trusted code of ours and gives its value. */
  evaluate(code: string, file: string): QuickJSHandle {
    return this.settle(this.context.evalCode(code, file, { type: 'global' }));
  }

  /** Calls a function in the sandbox. Throws `ScriptFailure` or `Interrupted`. */
  call(fn: QuickJSHandle, args: readonly QuickJSHandle[] = []): QuickJSHandle {
    return this.settle(this.context.callFunction(fn, this.context.undefined, [...args]));
  }

  /**
   * Starts a script as a module, so that `await` works at its top. Gives a handle of a promise that
   * settles when the script ends. Throws `ScriptFailure` for what comes before the first `await`.
   */
  start(code: string): QuickJSHandle {
    return this.settle(this.context.evalCode(code, SCRIPT_FILE, { type: 'module' }));
  }

  /** Runs what waits on promises. Throws `ScriptFailure` or `Interrupted`. */
  pump(): void {
    while (this.runtime.hasPendingJob()) {
      const result = this.runtime.executePendingJobs(-1);
      if (result.error === undefined) continue;
      throw this.failure(result.error);
    }
  }

  /** Whether the promise has settled; throws `ScriptFailure` when it was rejected. */
  ended(promise: QuickJSHandle): boolean {
    const state = this.context.getPromiseState(promise);
    if (state.type === 'pending') return false;
    if (state.type === 'rejected') throw this.failure(state.error);
    if (!state.notAPromise) state.value.dispose();
    return true;
  }

  close(): void {
    // With the module goes everything in it; taking a spoiled runtime apart would only abort.
    if (this.spoiled) return;
    try {
      this.context.dispose();
      this.runtime.dispose();
    } catch {
      this.spoiled = true;
    }
  }

  private settle(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    if (result.error !== undefined) throw this.failure(result.error);
    return result.value;
  }

  private failure(error: QuickJSHandle): ScriptFailure | Interrupted {
    const told = this.describeError(error);
    error.dispose();
    if (told.message === 'interrupted' && this.stop()) return new Interrupted();
    return new ScriptFailure(this.withMemoryNamed(told));
  }

  private withMemoryNamed(told: ScriptError): ScriptError {
    if (told.name === 'InternalError' && told.message === 'out of memory') {
      this.spoiled = true;
      const megabytes = Math.round(this.limits.memoryBytes / (1 << 20));
      return { ...told, name: 'MemoryError', message: `the script's own data grew beyond ${megabytes} MB` };
    }
    return told;
  }

  private describeError(error: QuickJSHandle): ScriptError {
    const { context } = this;
    if (context.typeof(error) !== 'object') {
      const shown: unknown = context.dump(error);
      return { name: 'Error', message: `the script threw ${String(shown)}`, line: null, column: null };
    }
    const text = (key: string): string => {
      const property = context.getProp(error, key);
      const value = context.typeof(property) === 'string' ? context.getString(property) : '';
      property.dispose();
      return value;
    };
    return { name: text('name') || 'Error', message: text('message'), ...placeInStack(text('stack')) };
  }
}

/** The innermost frame of the script itself; 1-based. */
export function placeInStack(stack: string): { line: number | null; column: number | null } {
  const frame = /script\.ts:(\d+)(?::(\d+))?/.exec(stack);
  if (frame === null) return { line: null, column: null };
  return { line: Number(frame[1]), column: frame[2] === undefined ? null : Number(frame[2]) };
}
