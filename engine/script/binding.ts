/**
 * Lets a script in the sandbox use the engine's `tf`. Values that are engine objects cross as
 * references, plain data as copies, functions of the script as functions that call back into the
 * sandbox. Calls nest: `tape.record(fn)` runs `fn` in the sandbox, which calls ops out here.
 */
import type { QuickJSHandle } from 'quickjs-emscripten-core';
import { context } from '../tape/context';
import type { ScriptError } from '../protocol/events';
import type { CallLines, Place } from './callLines';
import { formatObject } from './format';
import prelude from './prelude.js?raw';
import { Interrupted, SCRIPT_FILE, ScriptFailure, type SandboxSession } from './sandbox';
import { type ClassDescription, Surface } from './surface';
import { HEADER, OPERATION, type Reference, STATUS, TAG, WireReader, WireWriter } from './wire';

/** What the binding tells the world around it. */
export interface BindingEvents {
  printed(text: string, line: number | null): void;
  labelled(object: object, name: string): void;
  /** Before each call that comes straight from the script, with no engine code on the stack. */
  calling(): void;
}

/** Calls of calls of calls end here, well before the stack does. */
const MAX_NESTING = 48;
const INITIAL_WORDS = 8192;

/** An error of the script that passes through the engine on its way out of a callback. */
class GuestError extends Error {
  constructor(readonly guest: number) {
    super('a function of the script threw');
  }
}

interface GuestFunctions {
  invoke: QuickJSHandle;
  settle: QuickJSHandle;
  sweep: QuickJSHandle;
  forget: QuickJSHandle;
  resize: QuickJSHandle;
  define: QuickJSHandle;
}

/** Functions that came out of a callback: the gradient of a custom gradient lives as long as its record. */
interface ReturnedCallback {
  readonly id: number;
  readonly record: number;
}

export class Binding {
  /** How many host calls are under way. */
  private depth = 0;
  private answering = 0;
  private waiting = 0;
  private readonly surface: Surface;
  private readonly reader: WireReader;
  private readonly writer: WireWriter;
  private readonly objects = new Map<number, object>();
  private readonly ids = new WeakMap<object, number>();
  private readonly callbackIds = new WeakMap<object, number>();
  private returned: ReturnedCallback[] = [];
  private fresh: ClassDescription[] = [];
  private readonly errorPlaces = new Map<string, Place>();
  private nextId = 1;
  private nextPromise = 1;
  private functionsMayCross = false;
  private copiesMayCross = false;
  private guest: GuestFunctions | null = null;
  private pointer = 0;
  private capacity = 0;
  private view: Float64Array = new Float64Array(0);
  /** Set when the script was told to end while it waited on the engine. */
  interrupted = false;

  constructor(
    tf: object,
    private readonly session: SandboxSession,
    private readonly calls: CallLines,
    private readonly events: BindingEvents,
  ) {
    this.surface = new Surface(tf);
    const references = {
      objectOf: (id: number) => this.objectOf(id),
      functionOf: (index: number) => this.surface.functions[index],
      classOf: (index: number) => this.surface.classes[index]?.constructor,
      callbackOf: (id: number) => this.callback(id),
      refer: (value: object) => this.refer(value),
    };
    this.reader = new WireReader(references);
    this.writer = new WireWriter(references);
  }

  /** Builds the script's world in the fresh context. `seed` is that of its `Math.random`. */
  install(seed: number): void {
    const { context: vm } = this.session;
    const call = vm.newFunction('call', () => this.answer());
    const grow = vm.newFunction('grow', (words) => this.grow(vm.getNumber(words)));
    const buffer = this.grow(INITIAL_WORDS);
    const strings = [this.surface.toJson(), `${SCRIPT_FILE}:`].map((text) => vm.newString(text));
    const number = vm.newNumber(seed);
    const build = this.session.evaluate(prelude, 'tapedeck.js');
    const built = this.session.call(build, [call, grow, buffer, ...strings, number]);
    const part = (name: keyof GuestFunctions) => vm.getProp(built, name);
    this.guest = {
      invoke: part('invoke'),
      settle: part('settle'),
      sweep: part('sweep'),
      forget: part('forget'),
      resize: part('resize'),
      define: part('define'),
    };
    for (const handle of [call, grow, buffer, ...strings, number, build, built]) handle.dispose();
  }

  /** Gives back what it holds in the sandbox. */
  dispose(): void {
    for (const handle of Object.values(this.guest ?? {}) as QuickJSHandle[]) handle.dispose();
    this.guest = null;
  }

  /** Promises of the engine that the script waits for. */
  get pendingPromises(): number {
    return this.waiting;
  }

  /** True when nothing of the engine is on the stack or suspended, so that the walk of `reach.ts` sees everything. */
  get atTop(): boolean {
    return this.depth <= 1 && this.waiting === 0;
  }

  /** Forgets references that the script no longer holds, and gives the objects it does. */
  sweepReferences(): Iterable<object> {
    this.session.call(this.guest!.sweep).dispose();
    const words = this.words();
    for (let i = 0, n = words[HEADER.count]; i < n; i++) this.objects.delete(words[HEADER.size + i]);
    return this.objects.values();
  }

  /** The error at the place where the call that failed began. */
  inPlace(error: ScriptError): ScriptError {
    return { ...error, ...this.errorPlaces.get(`${error.line}:${error.column}`) };
  }

  /** Lets go of callbacks whose tape records are gone. */
  forgetCallbacks(records: ReadonlySet<number>): void {
    const gone = this.returned.filter(({ record }) => !records.has(record));
    if (gone.length === 0) return;
    this.returned = this.returned.filter(({ record }) => records.has(record));
    this.reserve(HEADER.size + gone.length);
    const words = this.words();
    gone.forEach(({ id }, i) => (words[HEADER.size + i] = id));
    words[HEADER.count] = gone.length;
    this.session.call(this.guest!.forget).dispose();
  }

  /** The host function behind every call: reads what is asked, does it, writes the answer. */
  private answer(): void {
    this.depth++;
    try {
      // A script that caught its own end gets no further.
      if (this.interrupted) throw new Interrupted();
      const words = this.words();
      const operation = words[HEADER.operation];
      const a = words[HEADER.a];
      const b = words[HEADER.b];
      const line = words[HEADER.line];
      const column = words[HEADER.column];
      this.reader.start(words);
      const values = this.reader.values(words[HEADER.count]);
      if (this.depth > MAX_NESTING)
        throw new RangeError(`functions given to tf call each other more than ${MAX_NESTING} deep`);
      if (this.depth === 1) this.events.calling();
      const outer = context.line;
      const place = line > 0 ? this.calls.placeOf(line, column, this.namesOf(operation, a, b)) : null;
      if (place !== null) context.line = place.line;
      try {
        const result = this.perform(operation, a, b, values);
        this.functionsMayCross = typeof result === 'function';
        this.copiesMayCross = operation !== OPERATION.get;
        this.reply(result, mayForget(operation, values, result));
      } catch (error) {
        if (place !== null) this.errorPlaces.set(`${line}:${column}`, place);
        throw error;
      } finally {
        if (this.depth > 1) context.line = outer;
      }
    } catch (error) {
      this.replyError(error);
    } finally {
      this.depth--;
    }
  }

  private perform(operation: number, a: number, b: number, values: unknown[]): unknown {
    switch (operation) {
      case OPERATION.callFunction:
        return this.surface.functions[a](...values);
      case OPERATION.construct:
        return Reflect.construct(this.surface.classes[a].constructor as unknown as new () => object, values);
      case OPERATION.callMethod: {
        const { object, target } = this.member(a, b);
        return (object[target] as (...args: unknown[]) => unknown)(...values);
      }
      case OPERATION.get: {
        const { object, target } = this.member(a, b);
        return object[target];
      }
      case OPERATION.set: {
        const { object, target } = this.member(a, b);
        object[target] = values[0];
        return undefined;
      }
      case OPERATION.apply:
        return (this.objectOf(a) as (...args: unknown[]) => unknown)(...values);
      case OPERATION.print:
        return this.events.printed(String(values[0]), context.line);
      case OPERATION.format:
        return formatObject(this.objectOf(a), this.surface.nameOf(this.objectOf(a)));
      case OPERATION.label:
        return this.events.labelled(this.objectOf(a), String(values[0]));
      case OPERATION.carried: {
        const carried = Object.entries(this.objectOf(a)).find(([name]) => name === values[0]);
        return typeof carried?.[1] === 'function' ? carried[1] : undefined;
      }
      default:
        throw new Error(`internal: unknown operation ${operation} from the sandbox`);
    }
  }

  /** What the script can have called the function of this call. */
  private namesOf(operation: number, a: number, b: number): readonly string[] {
    if (operation === OPERATION.callFunction) return this.surface.functionNames[a] ?? [];
    if (operation === OPERATION.construct) return [this.surface.classes[a]?.description.name];
    return operation === OPERATION.callMethod ? [this.surface.members[b]?.name] : [];
  }

  private member(id: number, index: number): { object: Record<string, unknown>; target: string } {
    const object = this.objectOf(id);
    const member = this.surface.members[index];
    if (member === undefined || !(object instanceof (member.owner.constructor as unknown as new () => object))) {
      throw new TypeError(
        `${member?.name ?? 'this'} was called on a ${this.surface.nameOf(object)}, which has no such member`,
      );
    }
    return { object: object as Record<string, unknown>, target: member.target };
  }

  private objectOf(id: number): object {
    const object = this.objects.get(id);
    if (object === undefined) throw new Error('internal: the sandbox referred to an object that is gone');
    return object;
  }

  /** The script's function as one of the engine's. */
  private callback(id: number): (...args: unknown[]) => unknown {
    if (this.answering > 0) this.returned.push({ id, record: context.nextRecord });
    const fn = (...args: unknown[]): unknown => this.invoke(id, args);
    this.callbackIds.set(fn, id);
    return fn;
  }

  private invoke(id: number, args: readonly unknown[]): unknown {
    const { functionsMayCross, copiesMayCross } = this;
    this.functionsMayCross = false;
    this.copiesMayCross = true;
    this.writer.start();
    for (const one of args) this.writer.put(one);
    this.functionsMayCross = functionsMayCross;
    this.copiesMayCross = copiesMayCross;
    this.flush();
    const words = this.words();
    words[HEADER.a] = id;
    words[HEADER.count] = args.length;
    const { line } = context;
    this.session.call(this.guest!.invoke).dispose();
    context.line = line;
    const answer = this.words();
    if (answer[HEADER.operation] !== STATUS.value) throw new GuestError(answer[HEADER.a]);
    this.reader.start(answer);
    this.answering++;
    try {
      return this.reader.values(1)[0];
    } finally {
      this.answering--;
    }
  }

  private reply(result: unknown, forget: boolean): void {
    this.writer.start();
    this.writer.put(result instanceof Promise ? this.promise(result) : result);
    this.flush();
    const words = this.words();
    words[HEADER.operation] = STATUS.value;
    words[HEADER.release] = forget ? 1 : 0;
  }

  private replyError(error: unknown): void {
    if (error instanceof Interrupted) this.interrupted = true;
    this.writer.start();
    const own = error instanceof ScriptFailure ? error.scriptError : error;
    const { name, message } = own instanceof Error || isError(own) ? own : { name: 'Error', message: String(own) };
    this.writer.put(name);
    this.writer.put(message);
    this.flush();
    const words = this.words();
    words[HEADER.operation] = error instanceof GuestError ? STATUS.guestError : STATUS.hostError;
    if (error instanceof GuestError) words[HEADER.a] = error.guest;
    words[HEADER.release] = 1;
  }

  /** The script gets a promise of its own, which the engine's settles. */
  private promise(promise: Promise<unknown>): PendingPromise {
    const id = this.nextPromise++;
    this.waiting++;
    const settle = (write: () => void) => {
      this.waiting--;
      if (this.guest === null) return;
      write();
      this.words()[HEADER.a] = id;
      this.session.call(this.guest.settle).dispose();
    };
    promise.then(
      (value) => settle(() => this.reply(value, false)),
      (error: unknown) => settle(() => this.replyError(error)),
    );
    return new PendingPromise(id);
  }

  private refer(value: object): Reference | null {
    if (value instanceof PendingPromise) return [TAG.promise, value.id, 0];
    if (typeof value === 'function') return this.referFunction(value);
    const info = this.surface.classOf(value, this.fresh);
    if (info !== null) return [TAG.handle, this.idOf(value), info.index];
    // Objects of other classes are the engine's own business, unless a call gave them as its result.
    const prototype: unknown = Object.getPrototypeOf(value);
    const plain = prototype === Object.prototype || prototype === null;
    return plain || this.copiesMayCross ? null : [TAG.undefined, 0, 0];
  }

  private referFunction(value: object): Reference | null {
    const known = this.surface.indexOfFunction(value);
    if (known !== undefined) return [TAG.function, known, 0];
    const own = this.callbackIds.get(value);
    if (own !== undefined) return [TAG.callback, own, 0];
    const index = this.surface.indexOfClass(value);
    if (index !== undefined) return [TAG.class, index, 0];
    return this.functionsMayCross ? [TAG.hostFunction, this.idOf(value), 0] : null;
  }

  private idOf(object: object): number {
    let id = this.ids.get(object);
    if (id === undefined) {
      id = this.nextId++;
      this.ids.set(object, id);
    }
    this.objects.set(id, object);
    return id;
  }

  /* The words in the sandbox's memory */

  private words(): Float64Array {
    const { buffer } = this.session.memory;
    if (this.view.buffer !== buffer) this.view = new Float64Array(buffer, this.pointer, this.capacity);
    return this.view;
  }

  /** Makes room that both sides see: the sandbox as an ArrayBuffer, this side at its place in the memory. */
  private grow(words: number): QuickJSHandle {
    const { handle, pointer } = this.session.sharedBuffer(words * 8);
    this.pointer = pointer;
    this.capacity = words;
    this.view = new Float64Array(this.session.memory.buffer, pointer, words);
    return handle;
  }

  private reserve(words: number): void {
    if (words <= this.capacity) return;
    const size = this.session.context.newNumber(words);
    this.session.call(this.guest!.resize, [size]).dispose();
    size.dispose();
  }

  /** Copies what the writer holds behind the header, after telling of new classes. */
  private flush(): void {
    while (this.fresh.length > 0) {
      const json = this.session.context.newString(JSON.stringify(this.fresh.splice(0)));
      this.session.call(this.guest!.define, [json]).dispose();
      json.dispose();
    }
    const { words, length } = this.writer;
    this.reserve(HEADER.size + length);
    this.words().set(words.subarray(0, length), HEADER.size);
  }
}

/** Stands for a promise of the engine on its way into the sandbox. */
class PendingPromise {
  constructor(readonly id: number) {}
}

/**
 * Whether the callbacks of a call are over with it: not those of a constructor, those hidden in
 * options, nor when the result can hold them (a function, a promise).
 */
function mayForget(operation: number, values: readonly unknown[], result: unknown): boolean {
  if (operation === OPERATION.construct || operation === OPERATION.set) return false;
  if (typeof result === 'function' || result instanceof Promise) return false;
  return !values.some((one) => typeof one === 'object' && one !== null && holdsFunction(one));
}

function holdsFunction(value: object): boolean {
  if (Array.isArray(value)) return value.some((one) => typeof one === 'function');
  return (
    Object.getPrototypeOf(value) === Object.prototype && Object.values(value).some((one) => typeof one === 'function')
  );
}

function isError(value: unknown): value is { name: string; message: string } {
  return typeof value === 'object' && value !== null && 'name' in value && 'message' in value;
}
