/**
 * How values cross between Python and the engine. A call carries one JavaScript primitive for each argument:
 * numbers and booleans as themselves, None as undefined, and text whose first letter says what it stands for,
 * so that no proxy is made on either side. Answers and the arguments of Python's own functions go the same way.
 * `lib/_tapedeck/engine/bridge.py` is the other half. What comes from Python is checked like anything foreign.
 */

/** What Python asks for. */
export const OPERATION = {
  callFunction: 1,
  construct: 2,
  callMethod: 3,
  get: 4,
  set: 5,
  apply: 6,
  release: 7,
  spec: 8,
  read: 9,
  upload: 10,
  label: 11,
  describeClass: 12,
  describeFunction: 13,
  /** An operation that only Python has: entering a name scope, making a layer of Python's own. */
  host: 14,
} as const;

/** First letters of texts that cross. */
export const LETTER = {
  text: 's',
  number: 'n',
  /** A tensor crosses to Python as its bare id, and back as this. */
  handle: 'h',
  callback: 'k',
  function: 'f',
  class: 'c',
  hostFunction: 'g',
  /** JSON in which every object says by its key `$` what it is. */
  structure: 'j',
  error: '!',
} as const;

const MAX_DEPTH = 64;

/** Anything that goes over as it is; `undefined` is None. */
export type Told = number | boolean | string | undefined;

/** How references become objects and back: the binding's part. */
export interface References {
  objectOf(id: number): object;
  functionOf(index: number): unknown;
  classOf(index: number): unknown;
  callbackOf(id: number, name: string): unknown;
  /** How an object of the engine is named; null for one that is plain data, undefined for one that must not cross. */
  refer(value: object): Reference | null | undefined;
}

export type Reference =
  | { readonly kind: 'tensor'; readonly id: number }
  | { readonly kind: 'handle'; readonly id: number; readonly index: number }
  | { readonly kind: 'callback' | 'function' | 'class' | 'hostFunction'; readonly id: number };

/** An argument as Python gave it. */
export function decode(given: unknown, references: References): unknown {
  switch (typeof given) {
    case 'undefined':
      return null;
    case 'number':
    case 'boolean':
      return given;
    case 'bigint':
      return Number(given);
    case 'string':
      return given.startsWith(LETTER.structure)
        ? revive(JSON.parse(given.slice(1)), references, 0)
        : byLetter(given[0], given.slice(1), references);
    default:
      throw new Error(`internal: a ${typeof given} came from Python`);
  }
}

function byLetter(letter: string, rest: string, references: References): unknown {
  switch (letter) {
    case LETTER.text:
      return rest;
    case LETTER.number:
      return Number(rest);
    case LETTER.handle:
    case LETTER.hostFunction:
      return references.objectOf(Number(rest));
    case LETTER.callback:
      return callbackNamed(rest, references);
    case LETTER.function:
      return references.functionOf(Number(rest));
    case LETTER.class:
      return references.classOf(Number(rest));
    default:
      throw new Error(`internal: unknown letter ${letter} from Python`);
  }
}

/** `12 my_metric`: its number in Python's table, and its name there. */
function callbackNamed(text: string, references: References): unknown {
  const [id, name = ''] = text.split(' ');
  return references.callbackOf(Number(id), name);
}

/** Objects of the JSON are `{ $: letter, v: rest }` for references and odd numbers, `{ $: 'o', v: pairs }` for dicts. */
function revive(value: unknown, references: References, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw new RangeError(`lists or dicts nested more than ${MAX_DEPTH} deep`);
  if (Array.isArray(value)) return value.map((one) => revive(one, references, depth + 1));
  const { $: letter, v } = value as { $?: unknown; v?: unknown };
  if (letter === 'o' && Array.isArray(v)) {
    const record: Record<string, unknown> = {};
    for (const [key, one] of v as [string, unknown][]) {
      // As a key it would set the prototype instead.
      if (key === '__proto__') throw new TypeError('a dict given to tf must not have a key called __proto__');
      record[key] = revive(one, references, depth + 1);
    }
    return record;
  }
  return byLetter(String(letter), String(v), references);
}

/** A value of the engine for Python. */
export function tell(value: unknown, references: References): Told {
  switch (typeof value) {
    case 'number':
      return LETTER.number + numberText(value);
    case 'boolean':
    case 'undefined':
      return value;
    case 'string':
      return LETTER.text + value;
    default:
      break;
  }
  if (value === null || typeof value === 'symbol' || typeof value === 'bigint') return undefined;
  const reference = isList(value) ? null : references.refer(value as object);
  if (reference === undefined) return undefined;
  if (reference === null) return LETTER.structure + structure(value, references, []);
  if (reference.kind === 'tensor') return reference.id;
  if (reference.kind === 'handle') return `${LETTER.handle}${reference.id} ${reference.index}`;
  return `${LETTER[reference.kind]}${reference.id}`;
}

/** Several values, as JSON: what Python's own functions are called with. */
export function tellAll(values: readonly unknown[], references: References): string {
  return structure(values, references, []);
}

function structure(value: unknown, references: References, seen: object[]): string {
  switch (typeof value) {
    case 'number':
      return numberText(value);
    case 'boolean':
      return String(value);
    case 'string':
      return JSON.stringify(value);
    case 'object':
    case 'function':
      return value === null ? 'null' : inside(value, references, seen);
    default:
      return 'null';
  }
}

function inside(value: object, references: References, seen: object[]): string {
  const list = isList(value);
  if (!list) {
    const reference = references.refer(value);
    if (reference === undefined) return 'null';
    if (reference !== null) return referenceText(reference);
    if (value instanceof Map || value instanceof Set || value instanceof ArrayBuffer) return 'null';
  }
  if (seen.includes(value) || seen.length >= MAX_DEPTH) {
    throw new Error('internal: a value that goes round in circles cannot go to Python');
  }
  const deeper = [...seen, value];
  if (list) return `[${Array.from(value, (one: unknown) => structure(one, references, deeper)).join(',')}]`;
  const pairs = Object.entries(value)
    .filter(([key]) => !key.startsWith('_'))
    .map(([key, one]) => `[${JSON.stringify(key)},${structure(one, references, deeper)}]`);
  return `{"$":"o","v":[${pairs.join(',')}]}`;
}

function referenceText(reference: Reference): string {
  if (reference.kind === 'tensor') return `{"$":"t","v":${reference.id}}`;
  if (reference.kind === 'handle') return `{"$":"h","v":"${reference.id} ${reference.index}"}`;
  return `{"$":"${LETTER[reference.kind]}","v":${reference.id}}`;
}

/** Python's JSON reads `NaN` and `Infinity`, and tells 1 from 1.0 only where a dot says so: it is left to the reader. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value);
}

function isList(value: unknown): value is ArrayLike<unknown> & Iterable<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
