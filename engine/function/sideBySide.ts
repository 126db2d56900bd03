/**
 * For a GPU: the updates of several small variables become one kernel, in which each has threads of its own, and so do
 * several small products and reductions. A dispatch costs more than they compute.
 */
import { paramsWgsl, ENTRY, workgroupsFor } from '../ops/wgsl/thread';
import { bindingWgsl } from '../ops/wgsl/elementwise';
import { BITS, floatBits } from '../ops/wgsl/math';
import type { HostItem, Kernel, KernelItem, Schedule, WgslProgram, WgslRule } from '../tensor/backend';
import { sizeOf } from '../tensor/shape';
import type { TensorSpec } from '../tensor/tensor';
import { wholeOf } from './fuse';
import { joinedWholes } from './wholes';

type Item = KernelItem | HostItem;
type Attributes = KernelItem['attributes'];

/** A larger variable keeps a GPU busy by itself, and reads by vectors. */
const MOST_ELEMENTS = 4096;

/** Stands for all small products and reductions, which share a row. */
const WHOLES = Symbol('wholes');

interface Row {
  readonly members: KernelItem[];
  /** Its place among the items. */
  readonly place: number;
  /** What it and items behind it give. */
  readonly given: Set<number>;
}

/**
 * The same schedule with updates by one rule, and small products and reductions, joined where nothing stands between them
 * that they need.
 */
export function sideBySide(schedule: Schedule, mostBuffers: number): Schedule {
  const items: (Item | Row)[] = [];
  const rows = new Map<Kernel | typeof WHOLES, Row>();
  for (const item of schedule.items) {
    let place = items.length;
    const key = item.kind === 'kernel' ? rowOf(item, schedule) : null;
    if (item.kind === 'kernel' && key !== null) {
      const open = rows.get(key);
      if (open !== undefined && fits(open, item, mostBuffers)) {
        open.members.push(item);
        place = open.place;
      } else {
        const row = { members: [item], place, given: new Set<number>() };
        rows.set(key, row);
        items.push(row);
      }
    } else items.push(item);
    // Work of the host that neither gives nor takes may change what a rule asks for anew.
    if (item.kind === 'host' && item.gives.length + item.takes.length === 0) rows.clear();
    for (const one of item.kind === 'host' ? item.gives : item.outputs)
      for (const row of rows.values()) if (row.place <= place) row.given.add(one);
  }
  return { ...schedule, items: items.map((one) => ('members' in one ? joined(one.members, schedule) : one)) };
}

/** Whom the item may stand beside; null where it is one for itself. */
function rowOf(item: KernelItem, schedule: Schedule): Kernel | typeof WHOLES | null {
  if (item.renew === null && wholeOf(item, schedule.values) !== null) return WHOLES;
  return isSmall(item, schedule) ? item.kernel : null;
}

function isSmall({ kernel, inputs }: KernelItem, { values }: Schedule): boolean {
  if (kernel.wgslRule === undefined) return false;
  const { shape, dtype } = values[inputs[0]];
  const size = sizeOf(shape);
  return dtype === 'float32' && size > 0 && size <= MOST_ELEMENTS;
}

function fits({ members, given }: Row, item: KernelItem, mostBuffers: number): boolean {
  const all = [...members, item];
  const buffers = new Set(
    all.flatMap(({ inputs, outputs, kernel }, k) => {
      const written = outputs.map((one) => `${one}`);
      return [...written, ...inputs.map((one) => (kernel.wgslRule === undefined ? `${one}` : `${k} ${one}`))];
    }),
  );
  return buffers.size <= mostBuffers && !item.inputs.some((one) => given.has(one));
}

function joined(members: readonly KernelItem[], { values }: Schedule): KernelItem {
  const [first] = members;
  if (members.length === 1) return first;
  const rule = first.kernel.wgslRule;
  if (rule === undefined) return joinedWholes(members, values);
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
