import { type Code, F32, I32, moduleBytes, OP, simd, unsigned, V128 } from './encode';
import type { Lane } from '../../../tensor/lanes';
import type { Arithmetic, Lanes, Node, NodeOp, Reach, Relation } from './lanes';

/*
 * One function for one expression graph:
 *
 *   run(rows, columns, …inputs, …outputs, sums?)
 *
 * where an input is an address, or a number where it is a scalar, an output an address, and `sums` the address of one
 * float64 for each sum. The result has rows × columns elements. Each row is walked in steps of 16 bytes; a last step
 * that the row cuts off reads past its end (every array of the heap may be read 16 bytes beyond its end) and writes
 * only what is inside. Sums are kept in four parts, element i in part i mod 4 of its row, and joined at the end.
 */

/** The instructions of an op for singles and for doubles. */
const ARITHMETIC: Record<Arithmetic | Relation, readonly [single: number, double: number]> = {
  add: [0xe4, 0xf0],
  sub: [0xe5, 0xf1],
  mul: [0xe6, 0xf2],
  div: [0xe7, 0xf3],
  min: [0xe8, 0xf4],
  max: [0xe9, 0xf5],
  pmin: [0xea, 0xf6],
  pmax: [0xeb, 0xf7],
  sqrt: [0xe3, 0xef],
  abs: [0xe0, 0xec],
  neg: [0xe1, 0xed],
  ceil: [0x67, 0x74],
  floor: [0x68, 0x75],
  trunc: [0x69, 0x7a],
  nearest: [0x6a, 0x94],
  eq: [0x41, 0x47],
  ne: [0x42, 0x48],
  lt: [0x43, 0x49],
  gt: [0x44, 0x4a],
  le: [0x45, 0x4b],
  ge: [0x46, 0x4c],
};
const WORDS: Partial<Record<NodeOp, number>> = { add: 0xce, sub: 0xd1, shl: 0xcb, shr: 0xcd };
const BITWISE: Partial<Record<NodeOp, number>> = { and: 0x4e, or: 0x50, xor: 0x51, not: 0x4d, select: 0x52 };

const LOAD = simd(0x00, 4, 0);
const LOAD_SPLAT = simd(0x09, 2, 0);
const STORE = simd(0x0b, 4, 0);
const storeLane = (lane: number) => simd(0x5a, 2, ...unsigned(4 * lane), lane);
const STORE_F64_LANE = (offset: number) => simd(0x5b, 3, ...unsigned(offset), 0);
const SPLAT = simd(0x13);
const PROMOTE = simd(0x5f);
const DEMOTE = simd(0x5e);
const ADD_DOUBLES = simd(0xf0);
const shuffle = (...lanes: number[]) => simd(0x0d, ...lanes);
/** 32-bit words of two operands by their places, 0 to 7. */
const words = (...places: number[]) => shuffle(...places.flatMap((one) => [0, 1, 2, 3].map((byte) => 4 * one + byte)));
const UPPER = words(2, 3, 2, 3);
const LOW_HALVES = words(0, 1, 4, 5);
const EVEN_WORDS = words(0, 2, 4, 6);

export function emit(lanes: Lanes): Uint8Array<ArrayBuffer> {
  return new Emitter(lanes).module();
}

/** Registers that hold a value: one, or two for doubles and bits. */
type Registers = readonly [number] | readonly [number, number];

class Emitter {
  private readonly parameters: number[] = [I32, I32];
  private readonly locals: number[] = [];
  private readonly registers = new Map<Node, Registers>();
  private readonly order: readonly Node[];
  private readonly inputs: readonly number[];
  private readonly outputs: readonly number[];
  private readonly sumsAddress: number;
  private readonly sums: readonly [number, number][];
  private readonly at: number;
  private readonly width: number;
  private readonly whole: number;

  constructor(private readonly lanes: Lanes) {
    const parameter = (type: number) => this.parameters.push(type) - 1;
    this.inputs = lanes.inputs.map(({ reach }) => parameter(reach === 'scalar' ? F32 : I32));
    this.outputs = lanes.outputs.map(() => parameter(I32));
    this.sumsAddress = lanes.sums.length > 0 ? parameter(I32) : -1;
    [this.at, this.width, this.whole] = [this.local(I32), this.local(I32), this.local(I32)];
    this.sums = lanes.sums.map(() => [this.local(V128), this.local(V128)]);
    this.order = lanes.order;
    for (const node of this.order) this.registers.set(node, this.registersFor(node));
  }

  module(): Uint8Array<ArrayBuffer> {
    return moduleBytes(this.parameters, this.locals, this.body());
  }

  private local(type: number): number {
    return this.parameters.length + this.locals.push(type) - 1;
  }

  private registersFor({ kind, op }: Node): Registers {
    if (kind === 'single' || kind === 'mask') return [this.local(V128)];
    const first = this.local(V128);
    return op === 'const' ? [first, first] : [first, this.local(V128)];
  }

  private body(): Code {
    const [rows, columns] = [0, 1];
    const { at, width, whole } = this;
    return [
      ...this.order.filter(({ op }) => op === 'const').flatMap((node) => this.constant(node)),
      ...this.inputsThat('scalar').flatMap((node) => this.loadInput(node)),
      ...[...OP.get(columns), ...OP.i32(2), ...OP.shl, ...OP.set(width)],
      ...[...OP.get(width), ...OP.i32(-16), ...OP.and, ...OP.set(whole)],
      ...OP.block,
      ...OP.loop,
      ...[...OP.get(rows), ...OP.eqz, ...OP.brIf(1)],
      ...this.inputsThat('column').flatMap((node) => this.loadInput(node)),
      ...[...OP.i32(0), ...OP.set(at)],
      ...[...OP.get(whole), ...OP.if, ...OP.loop],
      ...this.step(false),
      ...[...OP.get(at), ...OP.i32(16), ...OP.add, ...OP.set(at)],
      ...[...OP.get(at), ...OP.get(whole), ...OP.ltU, ...OP.brIf(0)],
      ...[...OP.end, ...OP.end],
      ...[...OP.get(at), ...OP.get(width), ...OP.ltU, ...OP.if],
      ...this.step(true),
      ...OP.end,
      ...this.inputsThat('full').flatMap((node) => this.advance(this.inputs[Number(node.value)], OP.get(width))),
      ...this.inputsThat('column').flatMap((node) => this.advance(this.inputs[Number(node.value)], OP.i32(4))),
      ...this.outputs.flatMap((output) => this.advance(output, OP.get(width))),
      ...[...OP.get(rows), ...OP.i32(1), ...OP.sub, ...OP.set(rows)],
      ...OP.br(0),
      ...[...OP.end, ...OP.end],
      ...this.sums.flatMap((_, i) => this.storeSum(i)),
    ];
  }

  private inputsThat(reach: Reach): readonly Node[] {
    return this.order.filter((node) => node.op === 'input' && node.reach === reach);
  }

  private advance(address: number, by: Code): Code {
    return [...OP.get(address), ...by, ...OP.add, ...OP.set(address)];
  }

  /** Four elements at `at`; in the last, cut-off step of a row only those before `width`. */
  private step(last: boolean): Code {
    const computed = this.order.flatMap((node) => this.compute(node));
    const stores = this.lanes.outputs.flatMap((node, i) => (last ? this.storeRest(node, i) : this.store(node, i)));
    return [...computed, ...stores, ...this.sums.flatMap((_, i) => this.addUp(i, last))];
  }

  private compute(node: Node): Code {
    const { op, kind, reach } = node;
    if (op === 'const' || reach === 'scalar' || reach === 'column') return [];
    if (op === 'input') return this.loadInput(node);
    const [to, high] = this.registers.get(node)!;
    const from = node.from.map((one) => this.registers.get(one)!);
    const wide = kind === 'double' || kind === 'bits';
    if (op === 'double') {
      const [x] = from[0];
      return [...get(x), ...PROMOTE, ...OP.set(to), ...get(x), ...get(x), ...UPPER, ...PROMOTE, ...OP.set(high!)];
    }
    if (op === 'single') {
      const [low, upper] = from[0];
      return [...get(low), ...DEMOTE, ...get(upper!), ...DEMOTE, ...LOW_HALVES, ...OP.set(to)];
    }
    if (op === 'widen') {
      const [mask] = from[0];
      return [...get(mask), ...simd(0xc7), ...OP.set(to), ...get(mask), ...simd(0xc8), ...OP.set(high!)];
    }
    const instruction = instructionOf(node);
    if (!wide && from[0].length === 2) {
      // A relation of doubles: two masks of 64 bits, of which one word each is kept.
      const half = (part: number) => [...from.flatMap((one) => get(one[part]!)), ...instruction];
      return [...half(0), ...half(1), ...EVEN_WORDS, ...OP.set(to)];
    }
    const part = (i: number) => [...from.flatMap((one) => get(one[i]!)), ...instruction];
    return wide ? [...part(0), ...OP.set(to), ...part(1), ...OP.set(high!)] : [...part(0), ...OP.set(to)];
  }

  private constant(node: Node): Code {
    return [...simd(0x0c, ...constantBytes(node.kind, node.value)), ...OP.set(this.registers.get(node)![0])];
  }

  private loadInput(node: Node): Code {
    const parameter = OP.get(this.inputs[Number(node.value)]);
    const [to] = this.registers.get(node)!;
    if (node.reach === 'scalar') return [...parameter, ...SPLAT, ...OP.set(to)];
    if (node.reach === 'column') return [...parameter, ...LOAD_SPLAT, ...OP.set(to)];
    return [...parameter, ...OP.get(this.at), ...OP.add, ...LOAD, ...OP.set(to)];
  }

  private store(node: Node, i: number): Code {
    const [value] = this.registers.get(node)!;
    return [...OP.get(this.outputs[i]), ...OP.get(this.at), ...OP.add, ...get(value), ...STORE];
  }

  /** One to three elements. */
  private storeRest(node: Node, i: number): Code {
    const [value] = this.registers.get(node)!;
    const address = [...OP.get(this.outputs[i]), ...OP.get(this.at), ...OP.add];
    const put = (element: number) => [...address, ...get(value), ...storeLane(element)];
    const more = (element: number) => [...this.rest(), ...OP.i32(4 * element + 1), ...OP.geU, ...OP.if];
    return [...put(0), ...more(1), ...put(1), ...OP.end, ...more(2), ...put(2), ...OP.end];
  }

  /** Bytes left in the row. */
  private rest(): Code {
    return [...OP.get(this.width), ...OP.get(this.at), ...OP.sub];
  }

  private addUp(i: number, last: boolean): Code {
    const [value] = this.registers.get(this.lanes.sums[i])!;
    const [low, high] = this.sums[i];
    // In the last step, elements beyond the row count as zeros.
    const inside = [...this.rest(), ...simd(0x11), ...simd(0x0c, ...firstBytes()), ...simd(0x3b), ...simd(0x4e)];
    const term = last ? [...get(value), ...inside] : get(value);
    return [
      ...[...get(low), ...term, ...PROMOTE, ...ADD_DOUBLES, ...OP.set(low)],
      ...[...get(high), ...term, ...term, ...UPPER, ...PROMOTE, ...ADD_DOUBLES, ...OP.set(high)],
    ];
  }

  /** (part 0 + part 2) + (part 1 + part 3). */
  private storeSum(i: number): Code {
    const [low, high] = this.sums[i];
    const joined = [...get(low), ...get(high), ...ADD_DOUBLES, ...OP.set(low)];
    const both = [...get(low), ...get(low), ...get(low), ...UPPER, ...ADD_DOUBLES];
    return [...joined, ...OP.get(this.sumsAddress), ...both, ...STORE_F64_LANE(8 * i)];
  }
}

const get = OP.get;

function instructionOf({ op, kind, value, from }: Node): Code {
  const bitwise = BITWISE[op];
  if (bitwise !== undefined) return simd(bitwise);
  if (op === 'bits') return [];
  if (kind === 'bits') {
    const shift = op === 'shl' || op === 'shr' ? OP.i32(Number(value)) : [];
    return [...shift, ...simd(WORDS[op]!)];
  }
  return simd(ARITHMETIC[op as Arithmetic][from[0].kind === 'double' ? 1 : 0]);
}

/** Where each of four elements starts, in bytes. */
function firstBytes(): Code {
  return [...new Uint8Array(Int32Array.of(0, 4, 8, 12).buffer)];
}

function constantBytes(kind: Lane['kind'], value: number | bigint): Code {
  if (typeof value === 'bigint') return [...new Uint8Array(BigInt64Array.of(value, value).buffer)];
  const numbers = kind === 'double' ? Float64Array.of(value, value) : Float32Array.of(value, value, value, value);
  return [...new Uint8Array(numbers.buffer)];
}
