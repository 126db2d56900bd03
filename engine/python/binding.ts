/**
 * Lets Python in the sandbox use the engine's `tf`. One host function serves every call; engine objects cross as
 * ids that Python counts, plain data as copies, functions of Python's as ids of a table that it keeps. Calls nest:
 * `tf.function(f)` runs `f` in Python, which calls ops out here. The other half is `lib/_tapedeck/engine/bridge.py`.
 */
import { context } from '../tape/context';
import { Variable } from '../tape/variable';
import { fromData } from '../tensor/convert';
import { allocate, type DType, isDType } from '../tensor/dtype';
import { formatShape, sizeOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { warnings } from '../tensor/warnings';
import { Interrupted } from '../script/sandbox';
import { type ClassDescription, type ClassInfo, Surface } from '../script/surface';
import { describeFunction, signaturesOf } from './describe';
import { hostOperations } from './hostOperations';
import { decode, LETTER, OPERATION, type Reference, type References, tell, tellAll, type Told } from './wire';

/** What the binding tells the world around it. */
export interface PythonEvents {
  labelled(object: object, name: string): void;
  /** Before each call that comes straight from Python, with no engine code on the stack. */
  calling(): void;
}

/** What is used of Pyodide: a module of Python's by its name, with functions that take and give primitives. */
export interface PythonInterpreter {
  pyimport(name: string): unknown;
}

/** A bytes-like object of Python's, as it arrives in a call. */
interface PythonBuffer {
  getBuffer(type: 'u8'): { readonly data: Uint8Array; release(): void };
  destroy(): void;
}

/** What stands behind a name that a class shows. */
interface Target {
  readonly property: string;
  readonly settable: boolean;
}

interface Guest {
  connect(call: object, surface: string): void;
  invoke(id: number, args: string): unknown;
  forget(ids: string): void;
  warn(text: string): void;
  disconnect(): void;
  destroy(): void;
}

/** Calls of calls of calls end here, well before the stack does. */
const MAX_NESTING = 48;

/** An exception of Python's that passes through the engine on its way out of a callback. */
class GuestError extends Error {
  constructor(readonly guest: number) {
    super('a function of the notebook raised');
  }
}

/** Functions that came out of a callback: the gradient of a custom gradient lives as long as its record. */
interface ReturnedCallback {
  readonly id: number;
  readonly record: number;
}

/** Names of the engine's that TensorFlow has not. */
const NOT_TENSORFLOW = new Set(['tidy', 'keep', 'setBackend', 'getBackend']);

export class PythonBinding {
  private depth = 0;
  private answering = 0;
  private readonly surface: Surface;
  private readonly references: References;
  private readonly signatures: ReadonlyMap<unknown, string>;
  private readonly objects = new Map<number, { readonly object: object; count: number }>();
  private readonly ids = new WeakMap<object, number>();
  private readonly callbackIds = new WeakMap<object, number>();
  private readonly membersOf = new Map<number, Map<string, Target>>();
  private returned: ReturnedCallback[] = [];
  /** Callbacks that the call under way was given. */
  private given: number[] = [];
  private nextId = 1;
  private copiesMayCross = false;
  private guest: Guest | null = null;
  /** Set when the notebook was told to end while it waited on the engine. */
  interrupted = false;

  constructor(
    tf: object,
    private readonly interpreter: PythonInterpreter,
    private readonly events: PythonEvents,
  ) {
    const shown = Object.entries(tf).filter(([name]) => !NOT_TENSORFLOW.has(name));
    this.surface = new Surface(Object.fromEntries(shown));
    this.signatures = signaturesOf(tf);
    this.references = {
      objectOf: (id) => this.objectOf(id),
      functionOf: (index) => this.surface.functions[index],
      classOf: (index) => this.surface.classes[index]?.constructor,
      callbackOf: (id, name) => this.callback(id, name),
      refer: (value) => this.refer(value),
    };
  }

  /** Makes `tensorflow` and `keras` importable. `_tapedeck` must be on Python's path. */
  install(): void {
    this.guest ??= this.interpreter.pyimport('_tapedeck.engine.bridge') as Guest;
    const call = (operation: unknown, a: unknown, b: unknown, line: unknown, ...args: unknown[]) =>
      this.answer(operation, a, b, line, args);
    warnings.tell = (text) => this.guest?.warn(text);
    // Without a prototype Python finds nothing on it: no constructor, no way to more of JavaScript.
    this.guest.connect(Object.freeze(Object.setPrototypeOf(call, null) as object), this.surface.toJson());
  }

  /** A fresh world in the same interpreter: modules are made anew, and what Python still holds of the old is void. */
  reset(): void {
    this.leave();
    this.install();
  }

  dispose(): void {
    this.leave();
    this.guest?.destroy();
    this.guest = null;
  }

  /** True when nothing of the engine is on the stack, so that the walk of `reach.ts` sees everything. */
  get atTop(): boolean {
    return this.depth <= 1;
  }

  /** The objects that Python holds. References are counted, so there is nothing to forget. */
  *sweepReferences(): Iterable<object> {
    for (const { object } of this.objects.values()) yield object;
  }

  /** Lets go of callbacks whose tape records are gone. */
  forgetCallbacks(records: ReadonlySet<number>): void {
    const gone = this.returned.filter(({ record }) => !records.has(record));
    if (gone.length === 0) return;
    this.returned = this.returned.filter(({ record }) => records.has(record));
    this.guest?.forget(gone.map(({ id }) => id).join(' '));
  }

  private leave(): void {
    warnings.tell = (text) => console.warn(text);
    this.guest?.disconnect();
    this.objects.clear();
    this.returned = [];
    this.interrupted = false;
  }

  /** The host function behind every call. It never throws: what goes wrong is an answer too. */
  private answer(operation: unknown, a: unknown, b: unknown, line: unknown, args: unknown[]): Told {
    if (operation === OPERATION.release) return this.release(Number(a));
    this.depth++;
    const outerGiven = this.given;
    this.given = [];
    let line0 = context.line;
    try {
      // A notebook that caught its own end gets no further.
      if (this.interrupted) throw new Interrupted();
      if (this.depth > MAX_NESTING)
        throw new RangeError(`functions given to tf call each other more than ${MAX_NESTING} deep`);
      if (this.depth === 1) this.events.calling();
      if (typeof line === 'number' && line > 0) context.line = line;
      if (operation === OPERATION.read || operation === OPERATION.upload) return this.numbers(operation, a, b, args);
      const values = args.map((one) => decode(one, this.references));
      const result = this.perform(Number(operation), Number(a), b, values);
      this.copiesMayCross = operation !== OPERATION.get;
      if (mayForget(Number(operation), values, result)) this.forgetGiven();
      return tell(result, this.references);
    } catch (error) {
      this.forgetGiven();
      return this.failure(error);
    } finally {
      this.given = outerGiven;
      if (this.depth === 1) line0 = context.line;
      context.line = line0;
      this.depth--;
    }
  }

  private perform(operation: number, a: number, b: unknown, values: unknown[]): unknown {
    switch (operation) {
      case OPERATION.callFunction:
        return settled(this.functionAt(a)(...values));
      case OPERATION.construct:
        return Reflect.construct(this.classAt(a).constructor as unknown as new () => object, values);
      case OPERATION.callMethod: {
        const object = this.objectOf(a) as Record<string, unknown>;
        const method = object[this.member(object, String(b)).property];
        if (typeof method !== 'function') throw new TypeError(`${String(b)} is not a method`);
        return settled((method as (...args: unknown[]) => unknown).apply(object, values));
      }
      case OPERATION.get: {
        const object = this.objectOf(a) as Record<string, unknown>;
        const target = this.memberOrNull(object, String(b));
        // One more level says that there is such a member, whatever its value.
        return target === null ? null : [object[target.property]];
      }
      case OPERATION.set: {
        const object = this.objectOf(a) as Record<string, unknown>;
        const { property, settable } = this.member(object, String(b));
        if (!settable)
          throw new TypeError(`attribute '${String(b)}' of '${this.surface.nameOf(object)}' cannot be set`);
        object[property] = values[0];
        return undefined;
      }
      case OPERATION.apply:
        return settled((this.objectOf(a) as (...args: unknown[]) => unknown)(...values));
      case OPERATION.spec: {
        const { shape, dtype } = this.objectOf(a) as Tensor;
        return `${dtype} ${shape.join(' ')}`;
      }
      case OPERATION.label:
        return this.events.labelled(this.objectOf(a), String(values[0]));
      case OPERATION.describeClass: {
        const { description, constructor } = this.classAt(a);
        const { name, parent, methods, statics } = description;
        const { parameters, positions } = describeFunction(constructor, this.signatures);
        return { name, parent, parameters, positions, methods: methods.map(([one]) => one), statics };
      }
      case OPERATION.describeFunction:
        return describeFunction(this.functionAt(a), this.signatures);
      case OPERATION.host: {
        const run = hostOperations.get(String(b));
        if (run === undefined) throw new Error(`internal: unknown host operation ${String(b)} from Python`);
        return run(...values);
      }
      default:
        throw new Error(`internal: unknown operation ${operation} from Python`);
    }
  }

  /** Numbers in bulk go through Python's memory: `read` fills a buffer, `upload` makes a tensor of one. */
  private numbers(operation: number, a: unknown, b: unknown, [given]: unknown[]): Told {
    const proxy = given as PythonBuffer;
    if (typeof (proxy as Partial<PythonBuffer> | undefined)?.getBuffer !== 'function')
      throw new Error('internal: expected a buffer from Python');
    const buffer = proxy.getBuffer('u8');
    try {
      if (operation === OPERATION.read) {
        const data = (this.objectOf(Number(a)) as Tensor | Variable).dataSync();
        const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        if (bytes.length !== buffer.data.length) throw new Error('internal: a buffer of Python’s has another size');
        buffer.data.set(bytes);
        return undefined;
      }
      const [dtype, ...sizes] = String(b).split(' ');
      const shape = sizes.filter((one) => one !== '').map(Number);
      if (!isDType(dtype)) throw new Error(`internal: unknown dtype ${dtype} from Python`);
      return tell(tensorOf(buffer.data, shape, dtype), this.references);
    } finally {
      buffer.release();
      proxy.destroy();
    }
  }

  private functionAt(index: number): ((...args: unknown[]) => unknown) & object {
    const fn = this.surface.functions[index];
    if (fn === undefined) throw new Error(`internal: there is no function ${index}`);
    return fn;
  }

  private classAt(index: number): ClassInfo {
    const info = this.surface.classes[index];
    if (info === undefined) throw new Error(`internal: there is no class ${index}`);
    return info;
  }

  private member(object: object, name: string): Target {
    const target = this.memberOrNull(object, name);
    if (target !== null) return target;
    throw new TypeError(`'${this.surface.nameOf(object)}' object has no attribute '${name}'`);
  }

  /** The property behind a name that the class of `object` or one above it shows; null where none does. */
  private memberOrNull(object: object, name: string): Target | null {
    for (let info = this.classInfo(object); info !== null;) {
      const target = this.targets(info).get(name);
      if (target !== undefined) return target;
      const { parent } = info.description;
      info = parent === null ? null : this.surface.classes[parent];
    }
    return null;
  }

  private classInfo(object: object): ClassInfo | null {
    const fresh: ClassDescription[] = [];
    const info = this.surface.classOf(object, fresh);
    for (const { index } of fresh) this.membersOf.delete(index);
    return info;
  }

  private targets({ index, description }: ClassInfo): Map<string, Target> {
    let known = this.membersOf.get(index);
    if (known === undefined) {
      const { members } = this.surface;
      const all: readonly (readonly [name: string, member: number, settable?: boolean])[] = [
        ...description.methods,
        ...description.fields,
      ];
      known = new Map(
        all.map(([name, member, settable = false]) => [name, { property: members[member].target, settable }]),
      );
      this.membersOf.set(index, known);
    }
    return known;
  }

  private objectOf(id: number): object {
    const held = this.objects.get(id);
    if (held === undefined) throw new Error('internal: Python referred to an object that is gone');
    return held.object;
  }

  private release(id: number): undefined {
    const held = this.objects.get(id);
    if (held === undefined || --held.count > 0) return;
    this.objects.delete(id);
    if (held.object instanceof Tensor) held.object.letGo();
  }

  /** Python's function as one of the engine's. */
  private callback(id: number, name: string): (...args: unknown[]) => unknown {
    if (this.answering > 0) this.returned.push({ id, record: context.nextRecord });
    else this.given.push(id);
    const fn = (...args: unknown[]): unknown => this.invoke(id, args);
    if (name !== '') Object.defineProperty(fn, 'name', { value: name });
    this.callbackIds.set(fn, id);
    return fn;
  }

  private forgetGiven(): void {
    if (this.given.length > 0) this.guest?.forget(this.given.join(' '));
    this.given = [];
  }

  private invoke(id: number, args: readonly unknown[]): unknown {
    const { copiesMayCross } = this;
    const { line } = context;
    this.copiesMayCross = true;
    const told = tellAll(args, this.references);
    this.copiesMayCross = copiesMayCross;
    if (this.guest === null) throw new Interrupted();
    const answer = this.guest.invoke(id, told);
    context.line = line;
    if (typeof answer === 'string' && answer.startsWith(LETTER.error)) throw new GuestError(Number(answer.slice(1)));
    this.answering++;
    try {
      return decode(answer, this.references);
    } finally {
      this.answering--;
    }
  }

  private failure(error: unknown): string {
    if (error instanceof Interrupted) this.interrupted = true;
    if (error instanceof GuestError) return `${LETTER.error}${error.guest}`;
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    const shown = error instanceof Interrupted ? 'Interrupted' : name;
    return LETTER.error + JSON.stringify([shown, message]);
  }

  private refer(value: object): Reference | null | undefined {
    if (value instanceof Tensor) return { kind: 'tensor', id: this.idOf(value) };
    if (typeof value === 'function') return this.referFunction(value);
    const info = this.classInfo(value);
    if (info !== null) return { kind: 'handle', id: this.idOf(value), index: info.index };
    // Objects of other classes are the engine's own business, unless a call gave them as its result.
    const prototype: unknown = Object.getPrototypeOf(value);
    const plain = prototype === Object.prototype || prototype === null;
    return plain || this.copiesMayCross ? null : undefined;
  }

  private referFunction(value: object): Reference {
    const known = this.surface.indexOfFunction(value);
    if (known !== undefined) return { kind: 'function', id: known };
    const own = this.callbackIds.get(value);
    if (own !== undefined) return { kind: 'callback', id: own };
    const index = this.surface.indexOfClass(value);
    if (index !== undefined) return { kind: 'class', id: index };
    return { kind: 'hostFunction', id: this.idOf(value) };
  }

  /** Every crossing counts once, and Python gives back as many. */
  private idOf(object: object): number {
    let id = this.ids.get(object);
    if (id === undefined) {
      id = this.nextId++;
      this.ids.set(object, id);
    }
    const held = this.objects.get(id);
    if (held !== undefined) {
      held.count++;
      return id;
    }
    this.objects.set(id, { object, count: 1 });
    // The end of a scope of the engine's leaves it alone until Python, too, has let go.
    if (object instanceof Tensor) object.hold();
    return id;
  }
}

/** Python waits for nothing: what the engine does in its own time has no result here. */
function settled(result: unknown): unknown {
  if (!(result instanceof Promise)) return result;
  result.catch(() => {});
  return undefined;
}

function tensorOf(bytes: Uint8Array, shape: readonly number[], dtype: DType): Tensor {
  const data = allocate(dtype, sizeOf(shape));
  if (data.byteLength !== bytes.length)
    throw new Error(`internal: ${bytes.length} bytes came from Python for ${dtype} ${formatShape(shape)}`);
  new Uint8Array(data.buffer).set(bytes);
  return fromData(data, shape, dtype);
}

/** Whether the callbacks of a call are over with it: not where the object or a function that it gave can hold them. */
function mayForget(operation: number, values: readonly unknown[], result: unknown): boolean {
  if (operation === OPERATION.construct || operation === OPERATION.set || operation === OPERATION.host) return false;
  if (typeof result === 'function') return false;
  return !values.some(
    (one) => typeof one === 'object' && one !== null && !(one instanceof Tensor) && holdsFunction(one),
  );
}

function holdsFunction(value: object): boolean {
  if (Array.isArray(value)) return value.some((one) => typeof one === 'function');
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype && Object.values(value).some((one) => typeof one === 'function');
}
