/**
 * For a GPU: chains of elementwise kernels of one shape become one kernel each, with the small products and reductions
 * that they begin with, so that a run has few dispatches and what stays inside a chain is never written to memory.
 */
import { groupKernels, type GroupRules, type KernelGroup } from '../backends/plan/grouping';
import { elementwiseWgsl } from '../ops/wgsl/elementwise';
import type { HostItem, Kernel, KernelItem, Schedule, WgslWhole } from '../tensor/backend';
import { sizeOf } from '../tensor/shape';
import type { TensorSpec } from '../tensor/tensor';
import { lateAsCanBe } from './late';

/** The most that every WebGPU device binds in one pass. */
const MOST_BUFFERS = 8;

interface FusedValue extends TensorSpec {
  readonly number: number;
  readonly root: FusedValue;
}

/** A sum of one number is the number: such a reduction joins a chain. */
const SUM_OF_ONE: Kernel = {
  name: 'sum of one',
  cpu: notOnCpu,
  wgslValue: { letters: ['u'], expression: 'u', helpers: '' },
  wgsl: ([x], [y]) =>
    elementwiseWgsl({
      name: 'sum of one',
      inputs: [['u', { ...x, shape: [] }]],
      outputs: [{ ...y, shape: [] }],
      values: ['u'],
    }),
};

/** The same schedule with kernels joined. */
export function fuse(given: Schedule): Schedule {
  const schedule = { ...given, items: given.items.map((item) => withoutSumOfOne(item, given)) };
  const values = schedule.values.map((spec, number): FusedValue => new Alone(spec, number));
  for (const item of schedule.items) {
    if (item.kind !== 'kernel' || !item.kernel.aliases) continue;
    (values[item.outputs[0]] as Alone).root = values[item.inputs[0]].root;
  }
  const users = usersOf(schedule, values);
  const rules: GroupRules<FusedValue, Chain> = {
    keyOf: (item, { dtype, shape }) =>
      (item.kernel.wgslValue !== undefined || wholeOf(item, values) !== null) &&
      dtype === 'float32' &&
      !shape.includes(0)
        ? placesOf(shape)
        : null,
    start: () => new Chain(users, values),
    staysAlone: () => true,
  };
  const aliases = schedule.items.filter((item): item is KernelItem => item.kind === 'kernel' && !!item.kernel.aliases);
  const items = groupKernels(
    { ...schedule, items: lateAsCanBe(schedule, ({ wgslWhole }) => wgslWhole !== undefined) },
    values,
    rules,
  ).flatMap((one) => (one.kind === 'group' ? one.group.made() : one.item));
  return { ...schedule, items: withAliases(items, aliases, values) };
}

/** The one element of a value is at the same place under every shape. */
function placesOf(shape: TensorSpec['shape']): string {
  return sizeOf(shape) === 1 ? 'one' : shape.join();
}

function withoutSumOfOne(item: KernelItem | HostItem, { values }: Schedule): KernelItem | HostItem {
  if (item.kind === 'host' || item.kernel.ofSum === undefined) return item;
  const [x, y] = [values[item.inputs[0]], values[item.outputs[0]]];
  if (x.dtype !== 'float32' || sizeOf(x.shape) !== 1 || sizeOf(y.shape) !== 1) return item;
  return { ...item, kernel: SUM_OF_ONE, attributes: {}, renew: null };
}

function notOnCpu(): never {
  throw new Error('internal: a kernel that was joined for a GPU ran on the CPU');
}

/** The item as a function of its inputs as a whole, where it is one. */
export function wholeOf(
  { kernel, inputs, outputs, attributes }: KernelItem,
  values: readonly TensorSpec[],
): WgslWhole | null {
  const specs = inputs.map((one) => values[one]);
  if (kernel.wgslWhole === undefined || specs.some(({ dtype, shape }) => dtype !== 'float32' || shape.includes(0)))
    return null;
  return kernel.wgslWhole(specs, values[outputs[0]], attributes as never);
}

class Alone implements FusedValue {
  readonly shape: TensorSpec['shape'];
  readonly dtype: TensorSpec['dtype'];
  root: FusedValue = this;

  constructor(
    { shape, dtype }: TensorSpec,
    readonly number: number,
  ) {
    this.shape = shape;
    this.dtype = dtype;
  }
}

/** Views of a value follow what gives it. */
function withAliases(
  items: readonly (KernelItem | HostItem)[],
  aliases: readonly KernelItem[],
  values: readonly FusedValue[],
): (KernelItem | HostItem)[] {
  const given = new Set(items.flatMap((item) => (item.kind === 'host' ? item.gives : item.outputs)));
  const first = aliases.filter(({ inputs: [one] }) => !given.has(values[one].root.number));
  return [
    ...first,
    ...items.flatMap((item) => {
      const gives = new Set(item.kind === 'host' ? item.gives : item.outputs);
      return [item, ...aliases.filter(({ inputs: [one] }) => gives.has(values[one].root.number))];
    }),
  ];
}

/** Who takes each value, under whatever shape. */
function usersOf({ items }: Schedule, values: readonly FusedValue[]): Map<FusedValue, unknown[]> {
  const users = new Map<FusedValue, unknown[]>();
  for (const item of items) {
    if (item.kind === 'kernel' && item.kernel.aliases) continue;
    for (const one of item.kind === 'host' ? item.takes : item.inputs) {
      const { root } = values[one];
      users.set(root, [...(users.get(root) ?? []), item]);
    }
  }
  return users;
}

/** Elementwise kernels of one shape, as the text of one. */
class Chain implements KernelGroup<FusedValue> {
  readonly items: KernelItem[] = [];
  /** Values from outside, each under the shape that it is used with. */
  private readonly inputs: FusedValue[] = [];
  /** Values from outside that members read as a whole. */
  private readonly whole: FusedValue[] = [];
  private readonly members = new Map<FusedValue, string>();
  private readonly lines: string[] = [];
  private readonly helpers = new Set<string>();
  private readonly wholes: string[] = [];
  private readonly functions = new Map<Kernel, string>();

  constructor(
    private readonly users: ReadonlyMap<FusedValue, readonly unknown[]>,
    private readonly values: readonly TensorSpec[],
  ) {}

  join(item: KernelItem, inputs: readonly FusedValue[], output: FusedValue): boolean {
    if (item.kernel.wgslValue === undefined) return this.joinWhole(item, inputs, output);
    const outside = inputs.filter((one) => !this.members.has(one.root));
    if (outside.some(({ dtype }) => dtype !== 'float32')) return false;
    // A member under another shape is not the element at the same place.
    const places = placesOf(output.shape);
    if (inputs.some((one) => this.members.has(one.root) && placesOf(one.shape) !== places)) return false;
    const all = new Set([...this.inputs, ...outside]);
    if (all.size + this.whole.length + this.written([...this.items, item], output).length > MOST_BUFFERS) return false;
    for (const one of outside) if (!this.inputs.includes(one)) this.inputs.push(one);
    const names = inputs.map((one) => this.members.get(one.root) ?? `i${this.inputs.indexOf(one)}`);
    const name = `v${this.members.size}`;
    this.lines.push(`  let ${name} = ${this.functionOf(item.kernel)}(${names.join(', ')});`);
    this.members.set(output, name);
    this.items.push(item);
    return true;
  }

  /** What a member gives is not there as a whole before the chain has run. */
  private joinWhole(item: KernelItem, inputs: readonly FusedValue[], output: FusedValue): boolean {
    if (inputs.some((one) => this.members.has(one.root))) return false;
    const all = new Set([...this.whole, ...inputs]);
    if (this.inputs.length + all.size + this.written([...this.items, item], output).length > MOST_BUFFERS) return false;
    for (const one of inputs) if (!this.whole.includes(one)) this.whole.push(one);
    const name = `v${this.members.size}`;
    const { body, helpers } = wholeOf(item, this.values)!;
    const arrays = inputs.map((one) => `in_w${this.whole.indexOf(one)}`);
    this.takeHelpers(helpers);
    this.wholes.push(`fn whole_${name}(at: u32) -> f32 {\n${body(arrays, 'at')}\n}`);
    this.lines.push(`  let ${name} = whole_${name}(i);`);
    this.members.set(output, name);
    this.items.push(item);
    return true;
  }

  joinSum(): boolean {
    return false;
  }

  givesSum(): boolean {
    return false;
  }

  gives(value: FusedValue): boolean {
    return this.members.has(value.root);
  }

  /** The chain; members that are side by side with nothing to join them are better threads of their own. */
  made(): readonly KernelItem[] {
    return this.items.every(({ kernel }) => kernel.wgslValue === undefined) ? this.items : [this.item()];
  }

  private item(): KernelItem {
    const outputs = this.written(this.items, null);
    const body = this.lines.join('\n');
    const helpers = [...this.helpers, ...this.functionTexts(), ...this.wholes].join('\n');
    const values = outputs.map((one) => this.members.get(one)!);
    const name = `chain ${idOf([helpers, body, values.join()].join('\n'))}`;
    const letters = this.inputs.map((_, i) => `i${i}`);
    const whole = this.whole.map((_, i) => `w${i}`);
    const kernel: Kernel = {
      name,
      cpu: notOnCpu,
      wgsl: (given, specs) =>
        elementwiseWgsl({
          name,
          inputs: letters.map((letter, i) => [letter, placed(given[i])] as const),
          whole: whole.map((letter, i) => [letter, given[letters.length + i]] as const),
          outputs: specs.map(placed),
          values,
          body,
          helpers,
        }),
    };
    return {
      kind: 'kernel',
      kernel,
      inputs: [...this.inputs, ...this.whole].map(({ number }) => number),
      outputs: outputs.map(({ number }) => number),
      attributes: {},
      renew: null,
    };
  }

  /** Members that somebody outside asks for, when these are the items. */
  private written(items: readonly KernelItem[], added: FusedValue | null): FusedValue[] {
    const inside = new Set<unknown>(items);
    const all = added === null ? [...this.members.keys()] : [...this.members.keys(), added];
    return all.filter((value) => this.users.get(value)?.some((user) => !inside.has(user)));
  }

  private functionOf(kernel: Kernel): string {
    let name = this.functions.get(kernel);
    if (name === undefined) {
      name = `op_${this.functions.size}`;
      this.functions.set(kernel, name);
      this.takeHelpers(kernel.wgslValue!.helpers);
    }
    return name;
  }

  private takeHelpers(text: string): void {
    for (const one of helpersOf(text)) this.helpers.add(one);
  }

  private functionTexts(): string[] {
    return [...this.functions].map(([{ wgslValue }, name]) => {
      const { letters, expression } = wgslValue!;
      return `fn ${name}(${letters.map((one) => `${one}: f32`).join(', ')}) -> f32 { return ${expression}; }`;
    });
  }
}

/** The functions in a text, one by one. */
export function helpersOf(text: string): string[] {
  return text
    .split(/^(?=fn )/m)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** Chains of single numbers go across shapes. */
function placed(spec: TensorSpec): TensorSpec {
  return sizeOf(spec.shape) === 1 ? { ...spec, shape: [] } : spec;
}

const ids = new Map<string, number>();

/** A short name for a text, the same for the same text. */
export function idOf(text: string): number {
  let id = ids.get(text);
  if (id === undefined) ids.set(text, (id = ids.size));
  return id;
}
