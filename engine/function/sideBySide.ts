/**
 * For a GPU: the updates of several small variables become one kernel, in which each has threads of its own. A
 * dispatch costs more than they compute.
 */
import { paramsWgsl, ENTRY, workgroupsFor } from '../ops/wgsl/thread';
import { bindingWgsl } from '../ops/wgsl/elementwise';
import { BITS, floatBits } from '../ops/wgsl/math';
import type { HostItem, Kernel, KernelItem, Schedule, WgslProgram, WgslRule } from '../tensor/backend';
import { sizeOf } from '../tensor/shape';
import type { TensorSpec } from '../tensor/tensor';

type Item = KernelItem | HostItem;
type Attributes = KernelItem['attributes'];

/** A larger variable keeps a GPU busy by itself, and reads by vectors. */
const MOST_ELEMENTS = 4096;

interface Row {
  readonly members: KernelItem[];
  /** What items behind its first member give. */
  readonly given: Set<number>;
}

/** The same schedule with updates by one rule joined where nothing stands between them that they need. */
export function sideBySide(schedule: Schedule, mostBuffers: number): Schedule {
  const items: (Item | Row)[] = [];
  const rows = new Map<Kernel, Row>();
  for (const item of schedule.items) {
    const open = item.kind === 'kernel' ? rows.get(item.kernel) : undefined;
    if (item.kind === 'kernel' && isSmall(item, schedule)) {
      if (open !== undefined && fits(open, item, mostBuffers)) open.members.push(item);
      else {
        const row = { members: [item], given: new Set<number>() };
        rows.set(item.kernel, row);
        items.push(row);
      }
    } else items.push(item);
    // Work of the host that neither gives nor takes may change what a rule asks for anew.
    if (item.kind === 'host' && item.gives.length + item.takes.length === 0) rows.clear();
    for (const one of item.kind === 'host' ? item.gives : item.outputs)
      for (const row of rows.values()) row.given.add(one);
  }
  return { ...schedule, items: items.map((one) => ('members' in one ? joined(one.members) : one)) };
}

function isSmall({ kernel, inputs }: KernelItem, { values }: Schedule): boolean {
  if (kernel.wgslRule === undefined) return false;
  const { shape, dtype } = values[inputs[0]];
  const size = sizeOf(shape);
  return dtype === 'float32' && size > 0 && size <= MOST_ELEMENTS;
}

function fits({ members, given }: Row, item: KernelItem, mostBuffers: number): boolean {
  const buffers = (members.length + 1) * (item.inputs.length + item.outputs.length);
  return buffers <= mostBuffers && !item.inputs.some((one) => given.has(one));
}

function joined(members: readonly KernelItem[]): KernelItem {
  const [first] = members;
  if (members.length === 1) return first;
  const rule = first.kernel.wgslRule!;
  const each = () =>
    ({ each: members.map(({ attributes, renew }) => renew?.() ?? attributes) }) as unknown as Attributes;
  const kernel: Kernel = {
    name: `${members.length} ${first.kernel.name}`,
    cpu: () => {
      throw new Error('internal: updates that were joined for a GPU ran on the CPU');
    },
    wgsl: (inputs, _, { each: attributes }: { each: readonly Attributes[] }) =>
      programOf(first.kernel.name, rule, inputs, attributes),
  };
  return {
    kind: 'kernel',
    kernel,
    inputs: members.flatMap(({ inputs }) => inputs),
    outputs: members.flatMap(({ outputs }) => outputs),
    attributes: each(),
    renew: members.some(({ renew }) => renew !== null) ? each : null,
  };
}

/** One pass. Bindings: all inputs, all outputs, parameters: threads, then for each variable its size and the rule's numbers. */
function programOf(
  name: string,
  rule: WgslRule,
  inputs: readonly TensorSpec[],
  attributes: readonly Attributes[],
): WgslProgram {
  const sizes = attributes.map((_, k) => sizeOf(inputs[k * rule.letters.length].shape));
  const threads = sizes.reduce((sum, size) => sum + size, 0);
  const numbers = attributes.map((one) => rule.floats(one as never).map(([, value]) => floatBits(value)));
  const count = attributes.length;
  return {
    passes: [
      {
        key: `side by side:${name}:${count}`,
        source: () =>
          sourceOf(
            rule,
            count,
            rule.floats(attributes[0] as never).map(([letter]) => letter),
          ),
        reads: inputs.map((_, k) => ({ input: k })),
        writes: Array.from({ length: count * rule.values.length }, (_, k) => ({ output: k })),
        params: [threads, ...sizes.flatMap((size, k) => [size, ...numbers[k]])],
        workgroups: workgroupsFor(threads),
      },
    ],
  };
}

function sourceOf({ letters, values, body, helpers }: WgslRule, count: number, floats: readonly string[]): string {
  const parts = Array.from({ length: count }, (_, k) => k);
  const words = 1 + floats.length;
  const ins = parts.flatMap((k) => letters.map((letter) => `in${k}_${letter}`));
  const outs = parts.flatMap((k) => values.map((_, n) => `out${k}_${n}`));
  const partOf = (k: number) => `  if (at < param(${1 + k * words}u)) {
${floats.map((one, n) => `    let ${one} = paramF(${2 + k * words + n}u);`).join('\n')}
${letters.map((letter) => `    let ${letter} = in${k}_${letter}[at];`).join('\n')}
${body}
${values.map((value, n) => `    out${k}_${n}[at] = ${value};`).join('\n')}
    return;
  }
  at -= param(${1 + k * words}u);`;
  return [
    ...ins.map((one, k) => bindingWgsl(k, 'read', one, 'f32')),
    ...outs.map((one, k) => bindingWgsl(ins.length + k, 'read_write', one, 'f32')),
    paramsWgsl(ins.length + outs.length, 1 + count * words),
    BITS,
    helpers,
    ENTRY,
    '  var at = i;',
    ...parts.map(partOf),
    '}',
  ].join('\n');
}
