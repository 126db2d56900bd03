/**
 * JSON of files that somebody sent. What `JSON.parse` would change silently is kept: a number beyond what a double
 * holds stays the text that it was, and so do the NaN and Infinity that Python writes. Objects are Maps, so that no key
 * (`__proto__`) means anything; of two equal keys the last one counts, as in Python. Depth and the number of values are
 * bounded, so that no file can take the memory or the stack.
 */
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
const SPACE = /[ \t\n\r]*/y;
const CONTROL = /[\u0000-\u001f]/;

/** Parses the whole of `text`. Throws `JsonError` that says what is wrong at which line. */
export function parseJson(text: string): Json {
  return new Parser(text).whole();
}

class Parser {
  private at = 0;
  private weight = 0;
  /** The first backslash at or after the place that was asked last; so that plain strings are found without a look at each letter. */
  private backslash = -1;

  constructor(private readonly text: string) {}

  whole(): Json {
    const value = this.value(0);
    this.skip();
    if (this.at < this.text.length) this.fail('expected nothing more');
    return value;
  }

  private value(depth: number): Json {
    this.skip();
    this.weigh(WEIGHT.value);
    switch (this.text[this.at]) {
      case '{':
        return this.object(this.deeper(depth));
      case '[':
        return this.array(this.deeper(depth));
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private object(depth: number): JsonObject {
    this.weigh(WEIGHT.object);
    const entries: JsonObject = new Map();
    this.at++;
    if (this.took('}')) return entries;
    do {
      this.skip();
      if (this.text[this.at] !== '"') this.fail('expected a key in double quotes');
      const key = this.string();
      if (!this.took(':')) this.fail('expected ":" after a key');
      entries.set(key, this.value(depth));
    } while (this.took(','));
    if (!this.took('}')) this.fail('expected "," or "}"');
    return entries;
  }

  private array(depth: number): Json[] {
    this.weigh(WEIGHT.array);
    const items: Json[] = [];
    this.at++;
    if (this.took(']')) return items;
    do items.push(this.value(depth));
    while (this.took(','));
    if (!this.took(']')) this.fail('expected "," or "]"');
    return items;
  }

  private string(): string {
    const start = this.at;
    const end = this.closingQuote(start);
    const escape = this.firstBackslash(start);
    this.at = end + 1;
    if (escape > end) return this.plain(start + 1, end);
    // Lines of source and output end so, and hold no other escape as a rule.
    if (escape === end - 2 && this.text[escape + 1] === 'n') return `${this.plain(start + 1, escape)}\n`;
    try {
      return JSON.parse(this.text.slice(start, end + 1)) as string;
    } catch {
      return this.fail('a text holds an escape that does not exist, or a control character', start);
    }
  }

  private plain(start: number, end: number): string {
    const text = this.text.slice(start, end);
    if (CONTROL.test(text)) this.fail('a text holds a control character', start);
    return text;
  }

  private closingQuote(start: number): number {
    for (let from = start + 1; ;) {
      const end = this.text.indexOf('"', from);
      if (end < 0) return this.fail('a text has no end', start);
      if (this.firstBackslash(start) > end || !this.isEscaped(end)) return end;
      from = end + 1;
    }
  }

  private isEscaped(at: number): boolean {
    let before = at - 1;
    while (this.text[before] === '\\') before--;
    return (at - before) % 2 === 0;
  }

  private firstBackslash(from: number): number {
    if (this.backslash < from) {
      const found = this.text.indexOf('\\', from);
      this.backslash = found < 0 ? Infinity : found;
    }
    return this.backslash;
  }

  private number(): number | JsonNumber {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (found === null) return this.fail('expected a value');
    const [token] = found;
    this.at += token.length;
    if (/^(?:0|-?[1-9]\d{0,14})$/.test(token)) return Number(token);
    this.weigh(WEIGHT.number);
    return new JsonNumber(token);
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('expected a value');
    this.at += word.length;
    return value;
  }

  private deeper(depth: number): number {
    if (depth >= DEEPEST) this.fail(`nested more than ${DEEPEST} levels deep`);
    return depth + 1;
  }

  private weigh(weight: number): void {
    this.weight += weight;
    if (this.weight > HEAVIEST) this.fail('there are more values than can be held');
  }

  private took(mark: string): boolean {
    this.skip();
    if (this.text[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  private skip(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)![0].length;
  }

  private fail(what: string, at = this.at): never {
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
