/**
 * The walk over JSON text that somebody sent. Objects become Maps, so that no key (`__proto__`) means anything, and the
 * depth is bounded, so that no text can take the stack. What numbers become, what equal keys mean, how much is too much
 * and how an error says where it is: each reader's own affair.
 */
export type Walked<Num> = null | boolean | string | Num | Walked<Num>[] | Map<string, Walked<Num>>;

const SPACE = /[ \t\n\r]*/y;
const CONTROL = /[\u0000-\u001f]/;

export abstract class JsonWalk<Num> {
  protected at = 0;
  /** The first backslash at or after the place that was asked last: plain strings are found without a look at each letter. */
  private backslash = -1;

  constructor(
    protected readonly text: string,
    private readonly maxDepth: number,
  ) {}

  /** The value that the whole of the text is. */
  whole(): Walked<Num> {
    const value = this.value(0);
    this.skip();
    if (this.at < this.text.length) this.fail('expected nothing after the value');
    return value;
  }

  /** The number at this place; fails where there is none. */
  protected abstract number(): Num;

  /** Throws what the reader throws. */
  protected abstract fail(what: string, at?: number): never;

  /** Asked before each value, and once more for an array or an object: a reader that bounds memory counts here. */
  protected weigh(_what: 'value' | 'array' | 'object'): void {}

  /** Asked when an object has a key, which stands at `start`, twice. */
  protected repeated(_key: string, _start: number): void {}

  /** What a sticky pattern finds at this place, and goes past it. */
  protected token(pattern: RegExp, complaint: string): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return this.fail(complaint);
    this.at += found[0].length;
    return found[0];
  }

  private value(depth: number): Walked<Num> {
    this.skip();
    this.weigh('value');
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

  private object(depth: number): Map<string, Walked<Num>> {
    this.weigh('object');
    const entries = new Map<string, Walked<Num>>();
    this.at++;
    if (this.took('}')) return entries;
    do {
      this.skip();
      if (this.text[this.at] !== '"') this.fail('expected a key in double quotes');
      const start = this.at;
      const key = this.string();
      if (entries.has(key)) this.repeated(key, start);
      if (!this.took(':')) this.fail('expected ":" after a key');
      entries.set(key, this.value(depth));
    } while (this.took(','));
    if (!this.took('}')) this.fail('expected "," or "}"');
    return entries;
  }

  private array(depth: number): Walked<Num>[] {
    this.weigh('array');
    const items: Walked<Num>[] = [];
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

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('expected a value');
    this.at += word.length;
    return value;
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
}
