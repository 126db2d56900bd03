/**
 * Which tensors can a script still get at? Everything reachable from the references it holds, from
 * its variables and from tapes that are recording. The engine's objects keep tensors in plain fields,
 * arrays, Maps and Sets, and a function tells what it keeps, so a walk over those finds them all;
 * what only a native frame on the stack holds it cannot see, which is why it runs when there is none.
 */
import { maskOf } from '../keras/masks';
import { KEPT } from '../tensor/lifetime';
import { Tensor } from '../tensor/tensor';

export interface Reached {
  readonly tensors: ReadonlySet<Tensor>;
  /** Ids of the tape records met on the way. */
  readonly records: ReadonlySet<number>;
}

export function reachable(roots: Iterable<unknown>): Reached {
  const tensors = new Set<Tensor>();
  const records = new Set<number>();
  const seen = new Set<object>();
  const open: unknown[] = [...roots];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'function' && KEPT in value) open.push((value[KEPT] as () => Tensor[])());
    if (typeof value !== 'object' || value === null) continue;
    if (value instanceof Tensor) {
      if (!tensors.has(value)) open.push(maskOf(value));
      tensors.add(value);
      continue;
    }
    if (seen.has(value) || ArrayBuffer.isView(value)) continue;
    seen.add(value);
    if (Array.isArray(value)) for (const one of value as unknown[]) open.push(one);
    else if (value instanceof Map) for (const [key, one] of value) open.push(key, one);
    else if (value instanceof Set) for (const one of value) open.push(one);
    else if (isRecord(value)) {
      // The definition of an op holds no tensors.
      records.add(value.id);
      open.push(value.inputs, value.outputs);
    } else {
      for (const key in value) open.push((value as Record<string, unknown>)[key]);
    }
  }
  return { tensors, records };
}

function isRecord(value: object): value is { id: number; inputs: unknown; outputs: unknown } {
  return 'op' in value && 'inputs' in value && 'outputs' in value && 'id' in value;
}
