import type { HostItem, KernelItem, Schedule } from '../../tensor/backend';

/** A value as grouping sees it: the storage behind it is that of its root. */
export interface GroupedValue<V> {
  readonly root: V;
}

/** Kernels that become one. */
export interface KernelGroup<V> {
  readonly items: readonly KernelItem[];
  /** Takes a kernel in; false where it does not fit, and then nothing has changed. */
  join(item: KernelItem, inputs: readonly V[], output: V): boolean;
  /** Takes a reduction of a member in; false where it does not fit. */
  joinSum(item: KernelItem, input: V, output: V): boolean;
  /** Whether a member needs the group to have run before this is known. */
  givesSum(value: V): boolean;
  gives(value: V): boolean;
}

export interface GroupRules<V, G> {
  /** Kernels with the same key may share a group; null: a kernel that stays alone. */
  keyOf(item: KernelItem, output: V): string | null;
  start(key: string): G;
  /** Whether a group of one is better run as the kernel that it is. */
  staysAlone(item: KernelItem, output: V): boolean;
}

/** One thing that a run does. */
export type Instruction<G> =
  | { readonly kind: 'group'; readonly group: G }
  | { readonly kind: 'kernel'; readonly item: KernelItem }
  | { readonly kind: 'host'; readonly item: HostItem };

/** More would fill a kernel with registers for little. */
const MOST_MEMBERS = 64;

/**
 * Sorts kernels into groups, one pass over the schedule: groups stay open while nothing needs what
 * they give, one for each key, and are closed, which means run, before the first item that does.
 */
export function groupKernels<V extends GroupedValue<V>, G extends KernelGroup<V>>(
  { items }: Schedule,
  values: readonly V[],
  rules: GroupRules<V, G>,
): Instruction<G>[] {
  const instructions: Instruction<G>[] = [];
  const open = new Map<string, G>();
  for (const item of items) {
    if (item.kind === 'host') {
      closeFor(item.takes);
      instructions.push({ kind: 'host', item });
    } else if (!item.kernel.aliases && !joinOpen(item)) {
      closeFor(item.inputs);
      if (!startGroup(item)) instructions.push({ kind: 'kernel', item });
    }
  }
  for (const key of [...open.keys()]) close(key);
  return instructions;

  function close(key: string): void {
    const group = open.get(key)!;
    open.delete(key);
    const [item] = group.items;
    const alone = group.items.length === 1 && rules.staysAlone(item, values[item.outputs[0]]);
    instructions.push(alone ? { kind: 'kernel', item } : { kind: 'group', group });
  }

  function closeFor(needed: readonly number[], except: string | null = null): void {
    for (const [key, group] of [...open]) {
      if (key !== except && needed.some((one) => group.gives(values[one]))) close(key);
    }
  }

  function joinOpen(item: KernelItem): boolean {
    if (item.renew !== null || item.outputs.length !== 1) return false;
    const inputs = item.inputs.map((one) => values[one]);
    const output = values[item.outputs[0]];
    if (item.kernel.ofSum !== undefined) {
      if ([...open.values()].some((group) => group.gives(inputs[0]) && group.joinSum(item, inputs[0], output)))
        return true;
    }
    const key = rules.keyOf(item, output);
    const group = key === null ? undefined : open.get(key);
    if (group === undefined || group.items.length >= MOST_MEMBERS) return false;
    if (inputs.some((one) => group.givesSum(one))) return false;
    closeFor(item.inputs, key);
    return group.join(item, inputs, output);
  }

  function startGroup(item: KernelItem): boolean {
    if (item.renew !== null || item.outputs.length !== 1) return false;
    const output = values[item.outputs[0]];
    const key = rules.keyOf(item, output);
    if (key === null) return false;
    const group = rules.start(key);
    const inputs = item.inputs.map((one) => values[one]);
    if (!group.join(item, inputs, output)) return false;
    if (open.has(key)) close(key);
    open.set(key, group);
    return true;
  }
}
