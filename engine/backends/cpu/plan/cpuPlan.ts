import type { HostItem, KernelItem, Plan, PlanHost, Schedule } from '../../../tensor/backend';
import { Tensor } from '../../../tensor/tensor';
import type { CpuBackend } from '../cpuBackend';
import { RESIDENT_FROM } from '../heap';
import { layOut, type Use } from './arena';
import { groupKernels, type GroupRules } from '../../plan/grouping';
import { Group } from './group';
import { GroupRunner } from './groupRunner';
import { Value } from './value';

/** One thing that a run does, with the values that it makes and needs. */
interface Action extends Use {
  readonly run: () => void;
}

/**
 * A schedule with everything decided ahead: elementwise kernels joined to loops, values that only
 * kernels see laid out in one block by the time they are needed, operands looked up. A run gives
 * storage of its own to what outlives it, and to nothing else.
 */
export class CpuPlan implements Plan, PlanHost {
  private readonly values: Value[];
  private readonly runs: (() => void)[];
  private readonly constants: readonly Tensor[];
  /** Made by kernels and taken by the host. */
  private readonly outliving: readonly Value[];
  /** Bound or taken anew in each run. */
  private readonly passing: readonly Value[];

  constructor(
    schedule: Schedule,
    private readonly backend: CpuBackend,
  ) {
    const { items, constants } = schedule;
    this.values = schedule.values.map((spec) => new Value(spec));
    this.constants = constants.map(({ tensor }) => tensor);
    for (const { value, tensor } of constants) this.bind(value, tensor);
    for (const item of items) {
      if (item.kind === 'kernel' && item.kernel.aliases) this.share(item);
    }
    const hosts = items.filter((item): item is HostItem => item.kind === 'host');
    const taken = new Set(hosts.flatMap(({ takes }) => takes.map((one) => this.values[one].root)));
    const actions = this.actionsOf(schedule, taken);
    const made = actions.flatMap(({ makes }) => makes);
    this.outliving = made.filter((value) => taken.has(value));
    this.passing = [
      ...new Set(hosts.flatMap(({ gives, takes }) => [...gives, ...takes]).flatMap((one) => this.bothOf(one))),
    ].filter((value) => !constants.some((one) => this.values[one.value] === value));
    layOut(actions.map(({ makes, needs }) => ({ makes: makes.filter((value) => !taken.has(value)), needs })));
    this.runs = actions.map(({ run }) => run);
  }

  run(): void {
    const { constants, outliving, runs, passing, backend } = this;
    for (let i = 0; i < constants.length; i++) constants[i].assertLive();
    for (let i = 0; i < outliving.length; i++) {
      outliving[i].place(backend.storageFor(outliving[i].dtype, outliving[i].size));
    }
    try {
      for (let i = 0; i < runs.length; i++) runs[i]();
    } finally {
      for (let i = 0; i < passing.length; i++) passing[i].forget();
    }
  }

  bind(number: number, tensor: Tensor): void {
    tensor.assertLive();
    const value = this.values[number];
    value.tensor = tensor;
    value.owner = tensor;
    value.place(tensor.storage as Value['storage']);
  }

  take(number: number): Tensor {
    const value = this.values[number];
    if (value.tensor !== null) return value.tensor;
    const tensor = new Tensor(value.shape, value.dtype, this.backend);
    const { root } = value;
    // The first tensor takes the storage over; others share it.
    if (root.owner !== null) this.backend.alias(root.owner, tensor);
    else {
      tensor.storage = root.storage;
      root.owner = tensor;
    }
    value.tensor = tensor;
    return tensor;
  }

  private actionsOf(schedule: Schedule, taken: ReadonlySet<Value>): Action[] {
    const users = this.usersOf(schedule);
    return groupKernels(schedule, this.values, RULES).map((one): Action => {
      if (one.kind === 'host') return { makes: [], needs: [], run: () => one.item.run(this) };
      if (one.kind === 'kernel') return this.kernelAction(one.item);
      const { group } = one;
      const inside = new Set<unknown>(group.items);
      const stored = [...group.members.keys()].filter((value) => users.get(value)?.some((user) => !inside.has(user)));
      const runner = new GroupRunner(group, this.values, stored, (value) => taken.has(value));
      return {
        makes: [...stored, ...group.sums.map(({ value }) => value), ...runner.scratch],
        needs: group.inputs.map(({ value }) => value),
        run: () => runner.run(),
      };
    });
  }

  private kernelAction({ kernel, inputs, outputs, attributes, renew }: KernelItem): Action {
    const [from, to] = [inputs, outputs].map((list) => list.map((one) => this.values[one]));
    const run =
      renew === null ? () => kernel.cpu(from, to, attributes as never) : () => kernel.cpu(from, to, renew() as never);
    return { makes: to, needs: from.map(({ root }) => root), run };
  }

  /** Who takes each value, under whatever shape. */
  private usersOf({ items }: Schedule): Map<Value, unknown[]> {
    const users = new Map<Value, unknown[]>();
    for (const item of items) {
      if (item.kind === 'kernel' && item.kernel.aliases) continue;
      for (const one of item.kind === 'host' ? item.takes : item.inputs) {
        const { root } = this.values[one];
        users.set(root, [...(users.get(root) ?? []), item]);
      }
    }
    return users;
  }

  private share({ inputs, outputs }: KernelItem): void {
    const { root } = this.values[inputs[0]];
    const value = this.values[outputs[0]];
    value.shareWith(root);
    value.storage = root.storage;
  }

  private bothOf(number: number): Value[] {
    const value = this.values[number];
    return [value, value.root];
  }
}

const RULES: GroupRules<Value, Group> = {
  keyOf: ({ kernel }, { dtype, size }) =>
    kernel.lanes !== undefined && size > 0 && (dtype === 'float32' || dtype === 'bool') ? `${size}` : null,
  start: (key) => new Group(Number(key)),
  // A small loop of the kernel's own costs less than bringing its operands into the heap.
  staysAlone: (_, { size }) => size < RESIDENT_FROM,
};
