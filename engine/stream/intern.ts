/**
 * Plain values that come again and again in a stream (op names, attributes, shapes, scopes), each
 * sent once and named by its number from then on. Both ends count alike, so no answer is needed.
 */
import type { Attributes } from '../tensor/backend';

export type Internable = string | readonly (number | boolean | null)[] | Attributes;

/** Values remembered before both ends start anew: a rate that differs in every step must not fill the memory. */
const MOST = 4096;

/** The sender's end. */
export class Interner {
  private readonly strings = new Map<string, number>();
  private readonly byKey = new Map<string, number>();
  private count = 0;
  private fresh: Internable[] = [];

  get isFull(): boolean {
    return this.count >= MOST;
  }

  string(text: string): number {
    let number = this.strings.get(text);
    if (number === undefined) this.strings.set(text, (number = this.add(text)));
    return number;
  }

  /** Of an array or a plain object that is never changed afterwards. */
  plain(value: Exclude<Internable, string>): number {
    const key = keyOf(value);
    let number = this.byKey.get(key);
    if (number === undefined) this.byKey.set(key, (number = this.add(value)));
    return number;
  }

  /** What the other end has not seen yet, in order. */
  takeFresh(): Internable[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }

  clear(): void {
    this.strings.clear();
    this.byKey.clear();
    this.count = 0;
    this.fresh = [];
  }

  private add(value: Internable): number {
    this.fresh.push(value);
    return this.count++;
  }
}

/** Equal keys mean equal values, told apart as by `Object.is`. */
function keyOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) {
        let key = '[';
        for (let i = 0; i < value.length; i++) key += `${keyOf(value[i])},`;
        return key;
      }
      let key = '{';
      for (const name in value) key += `${JSON.stringify(name)}:${keyOf((value as Record<string, unknown>)[name])},`;
      return key;
    }
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}
