import type { Tensor } from '../tensor/tensor';
import * as all from './all';
import type { CompositeDef } from './composite';
import { execute, type OpDef } from './op';

/** Any op, whatever its attributes: for code that walks the list. */
export type AnyOp = OpDef<never>;
export type AnyComposite = CompositeDef<never>;

const functionList: readonly object[] = Object.values(all);

/** Every definition, by name. */
const byName = new Map<string, AnyOp>(
  functionList.flatMap((one) => ('op' in one ? [one.op as AnyOp] : [])).map((op) => [op.name, op]),
);

const inOrder = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);

/** Every op's definition, in the order of their names. */
export const catalogue: readonly AnyOp[] = [...byName.values()].sort(inOrder);

/** Every function of the list that is made of ops, in the order of their names. */
export const composites: readonly AnyComposite[] = functionList
  .flatMap((one) => ('composite' in one ? [one.composite as AnyComposite] : []))
  .sort(inOrder);

/** The definition of `name`. Throws for a name that is not in the list: a fault of ours, not of a script. */
export function opByName(name: string): AnyOp {
  const op = byName.get(name);
  if (op === undefined) throw new Error(`internal: there is no op named ${name}`);
  return op;
}

/** Whether a gradient passes through it. */
export function isDifferentiable(one: AnyOp | AnyComposite): boolean {
  return 'evaluate' in one ? one.differentiable : one.gradient !== null;
}

/** Runs an op or a composite on inputs as its samples have them; all its outputs. */
export function evaluate(one: AnyOp | AnyComposite, inputs: readonly Tensor[], attributes: object): readonly Tensor[] {
  if (!('evaluate' in one)) return execute(one as unknown as OpDef, inputs, attributes as never);
  const given = one.evaluate(inputs, attributes as never);
  return Array.isArray(given) ? (given as readonly Tensor[]) : [given as Tensor];
}

/** The public function of each op, by the op's name. */
export const functions: Readonly<Record<string, (...args: never[]) => unknown>> = all;
