import type { CellId } from '../protocol/ids';

/** As nbformat 4.5 asks for. */
const VALID = /^[A-Za-z0-9_-]{1,64}$/;

/** Takes ids that are valid and not yet taken, and makes others. The same file always gives the same ids. */
export class CellIds {
  private readonly taken: Set<string>;
  private readonly given = new Set<string>();
  private made = 0;

  /** `all`: what the cells of the file have for ids; none of them is made for another cell. */
  constructor(all: readonly unknown[]) {
    this.taken = new Set(all.filter((id) => typeof id === 'string'));
  }

  idOf(own: unknown): CellId {
    const id = typeof own === 'string' && VALID.test(own) && !this.given.has(own) ? own : this.make();
    this.given.add(id);
    return id as CellId;
  }

  private make(): string {
    let id: string;
    do id = `cell-${++this.made}`;
    while (this.taken.has(id) || this.given.has(id));
    return id;
  }
}
