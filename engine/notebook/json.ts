/**
 * JSON of files that somebody sent. What `JSON.parse` would change silently is kept: a number beyond what a double
 * holds stays the text that it was, and so do the NaN and Infinity that Python writes. Of two equal keys the last one
 * counts, as in Python. The number of values is bounded, so that no file can take the memory.
 */
import { JsonWalk } from '../export/jsonWalk';

export type Json = null | boolean | number | string | JsonNumber | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

/** A number as it is written in the file: one with a point or an exponent, a large one, NaN. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

export class JsonError extends Error {
  override readonly name = 'JsonError';
}

const DEEPEST = 400;
/** What all values together may weigh: about the memory that they take, in units of 20 bytes. */
const HEAVIEST = 24_000_000;
const WEIGHT = { value: 1, number: 3, array: 4, object: 12 };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|-?Infinity|NaN/y;

/** Parses the whole of `text`. Throws `JsonError` that says what is wrong at which line. */
export function parseJson(text: string): Json {
  return new FileWalk(text, DEEPEST).whole();
}

class FileWalk extends JsonWalk<number | JsonNumber> {
  private weight = 0;

  protected override number(): number | JsonNumber {
    const token = this.token(NUMBER, 'expected a value');
    if (/^(?:0|-?[1-9]\d{0,14})$/.test(token)) return Number(token);
    this.weigh('number');
    return new JsonNumber(token);
  }

  protected override weigh(what: keyof typeof WEIGHT): void {
    this.weight += WEIGHT[what];
    if (this.weight > HEAVIEST) this.fail('there are more values than can be held');
  }

  protected override fail(what: string, at = this.at): never {
    if (at >= this.text.length) throw new JsonError(`the file ends too early: ${what}`);
    let line = 1;
    for (let i = this.text.indexOf('\n'); i >= 0 && i < at; i = this.text.indexOf('\n', i + 1)) line++;
    throw new JsonError(`line ${line}: ${what}`);
  }
}

/**
 * Writes JSON. With `indent`, as Python's `json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)` does for
 * Jupyter, but for half letters (lone surrogates): they are escaped, since no encoding has them. Else in one line.
 */
export function writeJson(value: Json, indent: boolean): string {
  const parts: string[] = [];
  write(value, indent ? '\n' : null, parts);
  return parts.join('');
}

function write(value: Json, line: string | null, parts: string[]): void {
  if (value instanceof JsonNumber) parts.push(value.text);
  else if (value instanceof Map) writeObject(value, line, parts);
  else if (Array.isArray(value)) writeArray(value, line, parts);
  else parts.push(JSON.stringify(value));
}

function writeObject(value: JsonObject, line: string | null, parts: string[]): void {
  if (value.size === 0) {
    parts.push('{}');
    return;
  }
  const inner = line === null ? null : `${line} `;
  let before = `{${inner ?? ''}`;
  for (const key of [...value.keys()].sort()) {
    parts.push(before, JSON.stringify(key), line === null ? ':' : ': ');
    write(value.get(key)!, inner, parts);
    before = `,${inner ?? ''}`;
  }
  parts.push(`${line ?? ''}}`);
}

function writeArray(value: readonly Json[], line: string | null, parts: string[]): void {
  if (value.length === 0) {
    parts.push('[]');
    return;
  }
  const inner = line === null ? null : `${line} `;
  let before = `[${inner ?? ''}`;
  for (const item of value) {
    parts.push(before);
    write(item, inner, parts);
    before = `,${inner ?? ''}`;
  }
  parts.push(`${line ?? ''}]`);
}

/** The object's own entry; undefined when there is none, or when it is no object. */
export function at(value: Json | undefined, key: string): Json | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

export function objectOf(entries: readonly (readonly [string, Json])[]): JsonObject {
  return new Map(entries);
}
