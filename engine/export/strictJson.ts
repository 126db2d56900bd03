/**
 * JSON as a hostile file of weights may hold it. `JSON.parse` lets the last of two equal keys win, takes any depth, and
 * turns large integers into others without a word; this reader refuses all three.
 */
import { JsonWalk } from './jsonWalk';

export type StrictJson = string | number | boolean | null | readonly StrictJson[] | ReadonlyMap<string, StrictJson>;

export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Parses the whole of `text`. Throws `StrictJsonError` that says what was expected at which character. With `large`,
 * numbers with a point or an exponent may be beyond the integers that a number holds exactly.
 */
export function parseStrictJson(text: string, maxDepth: number, { large = false } = {}): StrictJson {
  return new StrictWalk(text, maxDepth, large).whole();
}

class StrictWalk extends JsonWalk<number> {
  constructor(
    text: string,
    maxDepth: number,
    private readonly large: boolean,
  ) {
    super(text, maxDepth);
  }

  protected override number(): number {
    const token = this.token(NUMBER, 'expected a value');
    const value = Number(token);
    const exact = !this.large || /^-?\d+$/.test(token);
    if (exact && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      this.fail(`the number ${shorten(token)} is too large`, this.at - token.length);
    }
    if (!Number.isFinite(value)) this.fail(`the number ${shorten(token)} is too large`, this.at - token.length);
    return value;
  }

  protected override repeated(key: string, start: number): void {
    this.fail(`the key ${shorten(key)} stands there twice`, start);
  }

  protected override fail(what: string, at = this.at): never {
    const end = at >= this.text.length ? ' (the end of the text)' : '';
    throw new StrictJsonError(`${what}, at character ${at}${end}`);
  }
}

/** Quotes a foreign string for a message, at most 60 characters of it. */
export function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
