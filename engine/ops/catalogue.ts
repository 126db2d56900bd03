import * as all from './all';
import type { OpDef } from './op';

/** Any op, whatever its attributes: for code that walks the list. */
export type AnyOp = OpDef<never>;

/** Every definition, by name. */
const byName = new Map<string, AnyOp>(Object.values(all).map((one) => [one.op.name, one.op as unknown as AnyOp]));

/** Every op's definition, in the order of their names. */
export const catalogue: readonly AnyOp[] = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The definition of `name`. Throws for a name that is not in the list: a fault of ours, not of a script. */
export function opByName(name: string): AnyOp {
  const op = byName.get(name);
  if (op === undefined) throw new Error(`internal: there is no op named ${name}`);
  return op;
}

/** The public function of each op, by the op's name. */
export const functions: Readonly<Record<string, (...args: never[]) => unknown>> = all;
