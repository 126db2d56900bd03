import type { HostItem, Kernel, KernelItem, Schedule } from '../tensor/backend';
import { sizeOf } from '../tensor/shape';

/** Putting a kernel off keeps its inputs longer; of more elements they would be missed. */
const MOST_ELEMENTS = 4096;

/**
 * The items with such small kernels put off until somebody needs what they give, so that they do not part others that
 * could be joined. What the host needs brings all that waits, in order, and so side by side.
 */
export function lateAsCanBe(
  { items, values }: Schedule,
  waits: (kernel: Kernel) => boolean,
): readonly (KernelItem | HostItem)[] {
  const roots = values.map((_, number) => number);
  /** With the values that each needs. */
  const waiting = new Map<KernelItem, readonly number[]>();
  const givers = new Map<number, KernelItem>();
  const ordered: (KernelItem | HostItem)[] = [];
  for (const item of items) {
    const needed = (item.kind === 'host' ? item.takes : item.inputs).map((one) => roots[one]);
    // Whoever takes a view needs what it is of.
    if (item.kind === 'kernel' && item.kernel.aliases) roots[item.outputs[0]] = needed[0];
    else if (item.kind === 'kernel' && canWait(item)) {
      waiting.set(item, needed);
      for (const one of item.outputs) givers.set(one, item);
      continue;
    } else if (item.kind === 'kernel') bring(needed);
    // Work of the host that neither gives nor takes may be about anything.
    else if (item.gives.length + needed.length === 0 || needed.some(isAwaited)) bringAll();
    ordered.push(item);
  }
  bringAll();
  return ordered;

  function canWait({ kernel, inputs, outputs }: KernelItem): boolean {
    return waits(kernel) && [...inputs, ...outputs].every((one) => sizeOf(values[one].shape) <= MOST_ELEMENTS);
  }

  function isAwaited(one: number): boolean {
    const giver = givers.get(one);
    return giver !== undefined && waiting.has(giver);
  }

  /** Without recursion, since chains may be long. */
  function bring(needed: readonly number[]): void {
    const open = [...needed].reverse();
    while (open.length > 0) {
      const item = givers.get(open[open.length - 1]);
      const before = item && waiting.get(item)?.filter(isAwaited);
      if (item === undefined || before === undefined) open.pop();
      else if (before.length > 0) open.push(...before.reverse());
      else {
        waiting.delete(item);
        ordered.push(item);
      }
    }
  }

  function bringAll(): void {
    ordered.push(...waiting.keys());
    waiting.clear();
  }
}
