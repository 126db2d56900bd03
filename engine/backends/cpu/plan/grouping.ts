import type { HostItem, KernelItem, Schedule } from '../../../tensor/backend';
import { Group } from './group';
import type { Value } from './value';

/** One thing that a run does. */
export type Instruction =
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'kernel'; readonly item: KernelItem }
  | { readonly kind: 'host'; readonly item: HostItem };

/** More would fill a kernel with registers for little. */
const MOST_MEMBERS = 256;

/**
 * Sorts kernels into groups, one pass over the schedule: groups stay open while nothing needs what
 * they give, one for each size, and are closed, which means run, before the first item that does.
 */
export function groupKernels({ items }: Schedule, values: readonly Value[]): Instruction[] {
  const instructions: Instruction[] = [];
  const open = new Map<number, Group>();
  const close = (group: Group): void => {
    if (open.get(group.size) !== group) return;
    open.delete(group.size);
    instructions.push(
      group.items.length === 1 && group.size < WORTH_A_LOOP
        ? { kind: 'kernel', item: group.items[0] }
        : { kind: 'group', group },
    );
  };
  const closeFor = (needed: readonly number[], except: Group | null): void => {
    for (const group of [...open.values()]) {
      if (group !== except && needed.some((one) => group.gives(values[one]))) close(group);
    }
  };
  for (const item of items) {
    if (item.kind === 'host') {
      closeFor(item.takes, null);
      instructions.push({ kind: 'host', item });
      continue;
    }
    if (item.kernel.aliases) continue;
    if (joinOpen(item)) continue;
    closeFor(item.inputs, null);
    if (startGroup(item)) continue;
    instructions.push({ kind: 'kernel', item });
  }
  closeFor([...values.keys()], null);
  return instructions;

  function joinOpen(item: KernelItem): boolean {
    const inputs = item.inputs.map((one) => values[one]);
    if (item.renew !== null || item.outputs.length !== 1) return false;
    const output = values[item.outputs[0]];
    if (item.kernel.ofSum !== undefined) {
      const group = [...open.values()].find((one) => one.members.has(inputs[0].root));
      return group !== undefined && group.joinSum(item, inputs[0], output);
    }
    const group = open.get(output.size);
    if (!eligible(item, output) || group === undefined || group.items.length >= MOST_MEMBERS) return false;
    // A sum is there when the whole group has run.
    if (group.sums.some(({ value }) => inputs.some(({ root }) => root === value))) return false;
    closeFor(item.inputs, group);
    return group.join(item, inputs, output);
  }

  function startGroup(item: KernelItem): boolean {
    if (item.renew !== null || item.outputs.length !== 1) return false;
    const output = values[item.outputs[0]];
    if (!eligible(item, output)) return false;
    const group = new Group(output.size);
    if (
      !group.join(
        item,
        item.inputs.map((one) => values[one]),
        output,
      )
    )
      return false;
    const before = open.get(output.size);
    if (before !== undefined) close(before);
    open.set(output.size, group);
    return true;
  }
}

/** Below so many elements a kernel that is alone runs its own loop. */
const WORTH_A_LOOP = 256;

function eligible({ kernel }: KernelItem, { dtype, size }: Value): boolean {
  return kernel.lanes !== undefined && size > 0 && (dtype === 'float32' || dtype === 'bool');
}
