import { Tensor } from '../tensor/tensor';
import { Variable } from './variable';
import { ValueError } from '../tensor/errors';

/** A tensor or variable, or arrays and plain objects of them, nested. */
export type Nest = Tensor | Variable | readonly Nest[] | { readonly [key: string]: Nest };

/** The same structure with every leaf replaced: what a gradient by `sources` looks like. */
export type Mapped<T, R> = T extends Tensor | Variable ? R : { -readonly [K in keyof T]: Mapped<T[K], R> };

/** Replaces every leaf; the structure (tensor, array, object, nested) stays. */
export function mapNest<T extends Nest, R>(value: T, fn: (leaf: Tensor | Variable) => R, op: string): Mapped<T, R> {
  return mapLevel(value, fn, op) as Mapped<T, R>;
}

export function flattenNest(value: Nest, op: string): (Tensor | Variable)[] {
  const leaves: (Tensor | Variable)[] = [];
  mapLevel(value, (leaf) => leaves.push(leaf), op);
  return leaves;
}

function mapLevel(value: Nest, fn: (leaf: Tensor | Variable) => unknown, op: string): unknown {
  if (value instanceof Tensor || value instanceof Variable) return fn(value);
  if (Array.isArray(value)) return value.map((one) => mapLevel(one, fn, op));
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapLevel(one as Nest, fn, op)]));
  }
  throw new ValueError(
    `${op}: expected a tensor, a variable, or arrays or objects of them, got ${value === null ? 'null' : typeof value}`,
  );
}
