/**
 * On which line is a call? The sandbox names the place it passed last, which for a call that spans
 * lines is its last argument. The syntax tree knows better: of the calls around that place, the one
 * to the function in question began where its name stands.
 */
import type { Node } from 'acorn';

/** 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

interface Site {
  readonly name: string | null;
  readonly place: Place;
  readonly start: Place;
  readonly end: Place;
}

interface Tree extends Node {
  readonly callee?: Tree;
  readonly property?: Tree;
  readonly name?: string;
}

export class CallLines {
  /** An outer call stands before those inside it. */
  private readonly sites: Site[] = [];
  private readonly spansLines: boolean;
  private readonly known = new Map<string, Place>();

  /** `program` was parsed with `locations`. */
  constructor(program: Node) {
    this.visit(program as Tree);
    this.spansLines = this.sites.some(({ start, end }) => start.line !== end.line);
  }

  /** Where the call to a function of one of these names began, given the place that the sandbox names. */
  placeOf(line: number, column: number, names: readonly string[]): Place {
    if (!this.spansLines) return { line, column };
    const key = `${line}:${column}:${names[0]}`;
    let place = this.known.get(key);
    if (place === undefined) {
      place = this.find({ line, column }, names);
      this.known.set(key, place);
    }
    return place;
  }

  private find(at: Place, names: readonly string[]): Place {
    const around = this.sites.filter(({ start, end }) => !before(at, start) && !before(end, at));
    const named = around.findLast(({ name }) => name !== null && names.includes(name));
    const site = named ?? around.at(-1);
    return site === undefined || site.place.line === at.line ? at : site.place;
  }

  private visit(node: Tree): void {
    if ((node.type === 'CallExpression' || node.type === 'NewExpression') && node.loc) {
      const named = node.callee!.property ?? node.callee!;
      this.sites.push({
        name: named.name ?? null,
        place: placeOf(named.loc!.start),
        start: placeOf(node.loc.start),
        end: placeOf(node.loc.end),
      });
    }
    for (const value of Object.values(node) as unknown[]) {
      if (Array.isArray(value)) for (const one of value) if (isNode(one)) this.visit(one);
      if (isNode(value)) this.visit(value);
    }
  }
}

function isNode(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string';
}

/** The parser counts columns from 0. */
function placeOf({ line, column }: { line: number; column: number }): Place {
  return { line, column: column + 1 };
}

function before(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}
