/**
 * How values cross between the sandbox and the engine: both sides write and read one array of
 * doubles in the sandbox's own memory, so that a call costs one bare crossing whatever it carries.
 * `prelude.js` is the other half and uses the same tags. What comes from the sandbox is checked
 * like anything foreign: a bad tag or length is an error, never a read outside the array.
 */
import type { TypedArray } from '../tensor/dtype';

/** Slots before the values: operation (then status), two operands, count of values, line, flags, column. */
export const HEADER = { operation: 0, a: 1, b: 2, count: 3, line: 4, release: 5, column: 6, size: 8 } as const;

/** What the sandbox asks for. */
export const OPERATION = {
  callFunction: 1,
  construct: 2,
  callMethod: 3,
  get: 4,
  set: 5,
  apply: 6,
  print: 7,
  format: 8,
  label: 9,
  /** A function that a function of the engine's carries. */
  carried: 10,
} as const;

/** What the answer is. */
export const STATUS = { value: 0, hostError: 1, guestError: 2 } as const;

export const TAG = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  number: 4,
  string: 5,
  handle: 6,
  array: 7,
  object: 8,
  callback: 9,
  typed: 10,
  numbers: 11,
  function: 12,
  class: 13,
  hostFunction: 14,
  promise: 15,
} as const;

/** Index is the kind's code on the wire. */
export const TYPED_KINDS = ['Float32Array', 'Float64Array', 'Int32Array', 'Uint8Array'] as const;

const MAX_DEPTH = 64;

/** How references become objects and back: the binding's part. */
export interface References {
  objectOf(id: number): object;
  functionOf(index: number): unknown;
  classOf(index: number): unknown;
  callbackOf(id: number): unknown;
  /** How an object of the engine is written; null for one that must not cross by reference. */
  refer(value: object): Reference | null;
}

export type Reference = readonly [tag: number, a: number, b: number];

/** Reads values that the sandbox wrote. */
export class WireReader {
  private at = 0;
  private words: Float64Array = new Float64Array(0);

  constructor(private readonly references: References) {}

  start(words: Float64Array): void {
    this.words = words;
    this.at = HEADER.size;
  }

  values(count: number): unknown[] {
    const list: unknown[] = [];
    for (let i = 0; i < count; i++) list.push(this.value(0));
    return list;
  }

  private value(depth: number): unknown {
    const tag = this.word();
    switch (tag) {
      case TAG.undefined:
        return undefined;
      case TAG.null:
        return null;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.number:
        return this.word();
      case TAG.string:
        return this.string();
      case TAG.handle:
        return this.references.objectOf(this.word());
      case TAG.numbers: {
        const length = this.length();
        const numbers = Array.from(this.words.subarray(this.at, this.at + length));
        this.at += length;
        return numbers;
      }
      case TAG.array:
        return this.array(depth + 1);
      case TAG.object:
        return this.object(depth + 1);
      case TAG.typed:
        return this.typed();
      case TAG.callback:
        return this.references.callbackOf(this.word());
      case TAG.function:
        return this.references.functionOf(this.word());
      case TAG.class:
        return this.references.classOf(this.word());
      case TAG.hostFunction:
        return this.references.objectOf(this.word());
      default:
        throw new Error(`internal: unknown tag ${tag} from the sandbox`);
    }
  }

  private array(depth: number): unknown[] {
    this.check(depth);
    const length = this.length();
    const list: unknown[] = [];
    for (let i = 0; i < length; i++) list.push(this.value(depth));
    return list;
  }

  private object(depth: number): Record<string, unknown> {
    this.check(depth);
    const length = this.length();
    const record: Record<string, unknown> = {};
    for (let i = 0; i < length; i++) {
      const key = this.string();
      // As a key it would set the prototype instead.
      if (key === '__proto__') throw new TypeError('an object given to tf must not have a key called __proto__');
      record[key] = this.value(depth);
    }
    return record;
  }

  private typed(): TypedArray {
    const kind = this.word();
    const length = this.length();
    const numbers = this.words.subarray(this.at, this.at + length);
    this.at += length;
    switch (TYPED_KINDS[kind]) {
      case 'Float32Array':
        return new Float32Array(numbers);
      case 'Float64Array':
        return new Float64Array(numbers);
      case 'Int32Array':
        return new Int32Array(numbers);
      case 'Uint8Array':
        return new Uint8Array(numbers);
      default:
        throw new Error(`internal: unknown typed array ${kind} from the sandbox`);
    }
  }

  private string(): string {
    const length = this.length();
    let text = '';
    for (let from = this.at, end = this.at + length; from < end; from += 4096) {
      text += String.fromCharCode(...this.words.subarray(from, Math.min(end, from + 4096)));
    }
    this.at += length;
    return text;
  }

  private word(): number {
    if (this.at >= this.words.length) throw new Error('internal: the sandbox wrote less than it said');
    return this.words[this.at++];
  }

  /** A count of values that lie ahead, each at least one word. */
  private length(): number {
    const length = this.word();
    if (!Number.isInteger(length) || length < 0 || length > this.words.length - this.at) {
      throw new Error(`internal: bad length ${length} from the sandbox`);
    }
    return length;
  }

  private check(depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError(`arrays or objects nested more than ${MAX_DEPTH} deep`);
  }
}

/** Writes values for the sandbox into a list that grows; the binding copies it over. */
export class WireWriter {
  words: Float64Array = new Float64Array(1024);
  length = 0;
  private seen: object[] = [];

  constructor(private readonly references: References) {}

  start(): void {
    this.length = 0;
    this.seen.length = 0;
  }

  put(value: unknown): void {
    switch (typeof value) {
      case 'number':
        return this.pair(TAG.number, value);
      case 'boolean':
        return this.word(value ? TAG.true : TAG.false);
      case 'string':
        this.word(TAG.string);
        return this.string(value);
      case 'function':
        return this.reference(value);
      case 'object':
        return value === null ? this.word(TAG.null) : this.object(value);
      default:
        return this.word(TAG.undefined);
    }
  }

  private object(value: object): void {
    if (Array.isArray(value)) return this.array(value);
    if (ArrayBuffer.isView(value)) return this.typed(value as TypedArray);
    const reference = this.references.refer(value);
    if (reference !== null) return this.triple(reference);
    if (value instanceof Map || value instanceof Set || value instanceof ArrayBuffer) return this.word(TAG.undefined);
    this.enter(value);
    const keys = Object.keys(value).filter((key) => key !== '__proto__' && !key.startsWith('_'));
    this.pair(TAG.object, keys.length);
    for (const key of keys) {
      this.string(key);
      this.put((value as Record<string, unknown>)[key]);
    }
    this.seen.pop();
  }

  private reference(value: object): void {
    const reference = this.references.refer(value);
    if (reference === null) this.word(TAG.undefined);
    else this.triple(reference);
  }

  private array(value: readonly unknown[]): void {
    if (value.every((one) => typeof one === 'number')) {
      this.pair(TAG.numbers, value.length);
      return this.numbers(value as readonly number[]);
    }
    this.enter(value);
    this.pair(TAG.array, value.length);
    for (const one of value) this.put(one);
    this.seen.pop();
  }

  private typed(value: TypedArray): void {
    const kind = TYPED_KINDS.findIndex((name) => name === value.constructor.name);
    this.triple([TAG.typed, kind < 0 ? 1 : kind, value.length]);
    this.numbers(value);
  }

  private numbers(value: ArrayLike<number>): void {
    this.ensure(value.length);
    this.words.set(value, this.length);
    this.length += value.length;
  }

  private string(text: string): void {
    this.ensure(text.length + 1);
    this.words[this.length++] = text.length;
    for (let i = 0; i < text.length; i++) this.words[this.length++] = text.charCodeAt(i);
  }

  private enter(value: object): void {
    if (this.seen.includes(value) || this.seen.length >= MAX_DEPTH) {
      throw new Error('internal: a value that goes round in circles cannot go into the sandbox');
    }
    this.seen.push(value);
  }

  private triple([tag, a, b]: Reference): void {
    this.ensure(3);
    this.words[this.length++] = tag;
    this.words[this.length++] = a;
    this.words[this.length++] = b;
  }

  private pair(tag: number, value: number): void {
    this.ensure(2);
    this.words[this.length++] = tag;
    this.words[this.length++] = value;
  }

  private word(value: number): void {
    this.ensure(1);
    this.words[this.length++] = value;
  }

  private ensure(more: number): void {
    if (this.length + more <= this.words.length) return;
    const larger = new Float64Array(Math.max(this.words.length * 2, this.length + more));
    larger.set(this.words.subarray(0, this.length));
    this.words = larger;
  }
}
