import type { KernelItem } from '../../../tensor/backend';
import type { Lane } from '../../../tensor/lanes';
import { Lanes, type Reach } from '../lanes/lanes';
import type { KernelGroup } from '../../plan/grouping';
import { reachOf } from '../lanes/reach';
import type { Value } from './value';

export interface GroupInput {
  readonly value: Value;
  readonly reach: Reach;
}

/** A sum over the elements of the group, from which a kernel's one result follows. */
export interface GroupSum {
  readonly value: Value;
  readonly ofSum: (sum: number, n: number) => number;
}

/**
 * Elementwise kernels of one size that become one loop. Results that nobody outside asks for are
 * never written.
 */
export class Group implements KernelGroup<Value> {
  readonly lanes = new Lanes();
  readonly items: KernelItem[] = [];
  readonly inputs: GroupInput[] = [];
  readonly sums: GroupSum[] = [];
  /** What each member computes, by its value. */
  readonly members = new Map<Value, Lane>();
  private readonly known = new Map<string, Lane>();
  private readonly numbers = new Map<Value, number>();
  private columns_: number | null = null;

  constructor(readonly size: number) {}

  /** Length of the rows that its result is walked in. */
  get columns(): number {
    return this.columns_ ?? this.size;
  }

  /** Takes a kernel in; false where it does not fit. */
  join(item: KernelItem, inputs: readonly Value[], output: Value): boolean {
    const { kernel, attributes } = item;
    const met = this.meet(inputs, output);
    if (met === null) return false;
    // Tried on a graph of its own first: a refusal must leave no trace.
    const trial = new Lanes();
    const described = kernel.lanes!(
      trial,
      inputs.map(({ dtype }) => (dtype === 'bool' ? trial.less(trial.input('full'), 0) : trial.input('full'))),
      attributes as never,
    );
    if (described === null || (described.kind === 'mask') !== (output.dtype === 'bool')) return false;
    this.columns_ = met.columns;
    const value = kernel.lanes!(
      this.lanes,
      inputs.map(({ root }, i) => this.members.get(root) ?? this.input(root, met.reaches[i])),
      attributes as never,
    )!;
    // What an op gives is rounded by itself, as where it runs alone.
    this.members.set(output, value.kind === 'mask' ? value : this.lanes.single(value));
    this.items.push(item);
    return true;
  }

  /** Takes a sum over all elements of a member in; false where it does not fit. */
  joinSum(item: KernelItem, input: Value, output: Value): boolean {
    const member = this.members.get(input.root);
    if (member === undefined || member.kind === 'mask' || item.kernel.ofSum === undefined) return false;
    if (output.size !== 1 || output.dtype !== 'float32') return false;
    this.lanes.sum(member);
    this.sums.push({ value: output, ofSum: item.kernel.ofSum });
    this.items.push(item);
    return true;
  }

  givesSum(value: Value): boolean {
    return this.sums.some((one) => one.value === value.root);
  }

  gives(value: Value): boolean {
    return this.members.has(value.root) || this.givesSum(value);
  }

  /** How operands from outside meet the group; null where they cannot. */
  private meet(inputs: readonly Value[], output: Value): { reaches: Reach[]; columns: number | null } | null {
    let columns = this.columns_;
    const reaches: Reach[] = [];
    for (const one of inputs) {
      if (this.members.has(one.root)) {
        reaches.push('full');
        continue;
      }
      if (one.dtype !== 'float32') return null;
      const reach = this.size === 1 ? 'scalar' : reachOf(one, output.shape, output.size);
      if (reach === null) return null;
      reaches.push(reach);
      if (reach === 'full' || reach === 'scalar') continue;
      const asked = reach === 'row' ? one.size : output.size / one.size;
      if (columns !== null && columns !== asked) return null;
      columns = asked;
    }
    return { reaches, columns };
  }

  private input(value: Value, reach: Reach): Lane {
    let number = this.numbers.get(value);
    if (number === undefined) this.numbers.set(value, (number = this.numbers.size));
    const key = `${number} ${reach}`;
    let lane = this.known.get(key);
    if (lane === undefined) {
      lane = this.lanes.input(reach);
      this.known.set(key, lane);
      this.inputs.push({ value, reach });
    }
    return lane;
  }
}
