/**
 * JSON as a hostile file may hold it. `JSON.parse` lets the last of two equal keys win, takes any
 * depth, and turns large integers into others without a word; this reader refuses all three. Objects
 * become Maps, so that no key (`__proto__`) means anything.
 */
export type StrictJson = string | number | boolean | null | readonly StrictJson[] | ReadonlyMap<string, StrictJson>;

export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * Parses the whole of `text`. Throws `StrictJsonError` that says what was expected at which character. With `large`,
 * numbers with a point or an exponent may be beyond the integers that a number holds exactly.
 */
export function parseStrictJson(text: string, maxDepth: number, { large = false } = {}): StrictJson {
  return new Parser(text, maxDepth, large).whole();
}

class Parser {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
    private readonly large: boolean,
  ) {}

  whole(): StrictJson {
    const value = this.value(0);
    this.skip();
    if (this.at < this.text.length) this.fail('expected nothing after the value');
    return value;
  }

  private value(depth: number): StrictJson {
    this.skip();
    const { text } = this;
    switch (text[this.at]) {
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

  private object(depth: number): ReadonlyMap<string, StrictJson> {
    const entries = new Map<string, StrictJson>();
    this.at++;
    if (this.took('}')) return entries;
    do {
      this.skip();
      if (this.text[this.at] !== '"') this.fail('expected a key in double quotes');
      const start = this.at;
      const key = this.string();
      if (entries.has(key)) this.fail(`the key ${shorten(key)} stands there twice`, start);
      if (!this.took(':')) this.fail('expected ":" after a key');
      entries.set(key, this.value(depth));
    } while (this.took(','));
    if (!this.took('}')) this.fail('expected "," or "}"');
    return entries;
  }

  private array(depth: number): readonly StrictJson[] {
    const items: StrictJson[] = [];
    this.at++;
    if (this.took(']')) return items;
    do items.push(this.value(depth));
    while (this.took(','));
    if (!this.took(']')) this.fail('expected "," or "]"');
    return items;
  }

  private string(): string {
    const token = this.token(STRING, 'expected a string');
    return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
  }

  private number(): number {
    const token = this.token(NUMBER, 'expected a value');
    const value = Number(token);
    const exact = !this.large || /^-?\d+$/.test(token);
    if (exact && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      this.fail(`the number ${shorten(token)} is too large`, this.at - token.length);
    }
    if (!Number.isFinite(value)) this.fail(`the number ${shorten(token)} is too large`, this.at - token.length);
    return value;
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('expected a value');
    this.at += word.length;
    return value;
  }

  private token(pattern: RegExp, complaint: string): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return this.fail(complaint);
    this.at += found[0].length;
    return found[0];
  }

  private deeper(depth: number): number {
    if (depth >= this.maxDepth) this.fail(`nested more than ${this.maxDepth} levels deep`);
    return depth + 1;
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
    const end = at >= this.text.length ? ' (the end of the text)' : '';
    throw new StrictJsonError(`${what}, at character ${at}${end}`);
  }
}

/** Quotes a foreign string for a message, at most 60 characters of it. */
export function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
