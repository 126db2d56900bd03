import type { Lane, LaneBuilder, LaneLike } from '../../../tensor/lanes';
import * as functions from './functions';

/** One value of an expression graph. */
export interface Node extends Lane {
  readonly id: number;
  readonly op: NodeOp;
  readonly from: readonly Node[];
  /** Of a constant, the number; of an input, its place; of a shift, how far. */
  readonly value: number | bigint;
  /** How an input is read. */
  readonly reach?: Reach;
}

/**
 * How an input meets the rows of the result: element by element, one row again and again, one element for
 * each row, or one number for all.
 */
export type Reach = 'full' | 'row' | 'column' | 'scalar';

export type NodeOp =
  | 'input'
  | 'const'
  | Arithmetic
  | Relation
  | 'and'
  | 'or'
  | 'xor'
  | 'not'
  | 'select'
  | 'widen'
  | 'double'
  | 'single'
  | 'bits'
  | 'shl'
  | 'shr';
export type Arithmetic =
  | 'pmin'
  | 'pmax'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'min'
  | 'max'
  | 'sqrt'
  | 'abs'
  | 'neg'
  | 'floor'
  | 'ceil'
  | 'trunc'
  | 'nearest';
export type Relation = 'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne';

/**
 * Builds one expression graph, from which `emit.ts` makes a WASM loop. Equal expressions are one value, so nothing is
 * computed twice.
 */
export class Lanes implements LaneBuilder {
  readonly inputs: Node[] = [];
  readonly outputs: Node[] = [];
  readonly sums: Node[] = [];
  private readonly known = new Map<string, Node>();

  /** The next operand of the kernel. */
  input(reach: Reach): Node {
    const node = this.make('single', 'input', [], this.inputs.length, reach);
    this.inputs.push(node);
    return node;
  }

  /** The next result of the kernel, rounded to float32; returns its place among the results. */
  output(x: Lane): number {
    return this.outputs.push(this.single(x)) - 1;
  }

  /** The next sum over all elements, of values rounded to float32, added up in float64; its place among the sums. */
  sum(x: Lane): number {
    return this.sums.push(this.single(x)) - 1;
  }

  readonly add = this.arithmetic('add');
  readonly sub = this.arithmetic('sub');
  readonly mul = this.arithmetic('mul');
  readonly div = this.arithmetic('div');
  readonly min = this.arithmetic('min');
  readonly max = this.arithmetic('max');

  readonly neg = this.each('neg');
  readonly abs = this.each('abs');
  readonly sqrt = this.each('sqrt');
  readonly floor = this.each('floor');
  readonly ceil = this.each('ceil');
  readonly trunc = this.each('trunc');
  readonly nearest = this.each('nearest');

  readonly less = this.relation('lt');
  readonly lessEqual = this.relation('le');
  readonly greater = this.relation('gt');
  readonly greaterEqual = this.relation('ge');
  readonly equal = this.relation('eq');
  readonly notEqual = this.relation('ne');

  readonly exp = (x: Lane): Node => functions.exp(this, x as Node);
  readonly expm1 = (x: Lane): Node => functions.expm1(this, x as Node);
  readonly log = (x: Lane): Node => functions.log(this, x as Node);
  readonly log1p = (x: Lane): Node => functions.log1p(this, x as Node);
  readonly tanh = (x: Lane): Node => functions.tanh(this, x as Node);
  readonly sigmoid = (x: Lane): Node => functions.sigmoid(this, x as Node);
  readonly softplus = (x: Lane): Node => functions.softplus(this, x as Node);
  readonly erf = (x: Lane): Node => functions.erf(this, x as Node);

  readonly and = this.bitwise('and');
  readonly or = this.bitwise('or');
  readonly xor = this.bitwise('xor');

  /** x between two constants; NaN stays. One instruction a bound, where `min` and `max` take several. */
  clamp(x: Node, low: number, high: number): Node {
    const raised = this.make(x.kind, 'pmax', [x, this.constant(low, x.kind)]);
    return this.make(x.kind, 'pmin', [raised, this.constant(high, x.kind)]);
  }

  not(x: Lane): Node {
    return this.make(x.kind, 'not', [x as Node]);
  }

  select(mask: Lane, x: LaneLike, y: LaneLike): Node {
    const [a, b] = this.pair(x, y);
    const wide = a.kind === 'double' || a.kind === 'bits';
    return this.make(a.kind, 'select', [a, b, wide ? this.make('bits', 'widen', [mask as Node]) : (mask as Node)]);
  }

  number(mask: Lane): Node {
    return this.make('single', 'and', [this.constant(1, 'single'), mask as Node]);
  }

  copysign(x: LaneLike, y: Lane): Node {
    const [size, sign] = this.pair(x, y);
    return this.make(size.kind, 'select', [sign, size, this.constant(-0, size.kind)]);
  }

  constant(value: number, kind: Lane['kind']): Node {
    return this.make(kind, 'const', [], kind === 'single' ? Math.fround(value) : value);
  }

  double(x: Lane): Node {
    return x.kind === 'double' ? (x as Node) : this.make('double', 'double', [x as Node]);
  }

  single(x: Lane): Node {
    return x.kind === 'single' ? (x as Node) : this.make('single', 'single', [x as Node]);
  }

  /** The same word in all four lanes of bits. */
  word(value: bigint): Node {
    return this.make('bits', 'const', [], value);
  }

  /** The words of doubles, and back. */
  bits(x: Node): Node {
    return this.make('bits', 'bits', [x]);
  }

  fromBits(x: Node): Node {
    return this.make('double', 'bits', [x]);
  }

  shiftLeft(x: Node, by: number): Node {
    return this.make('bits', 'shl', [x], by);
  }

  /** Zeros come in from the left. */
  shiftRight(x: Node, by: number): Node {
    return this.make('bits', 'shr', [x], by);
  }

  /** What the kernel has to compute, operands before results. */
  get order(): readonly Node[] {
    const reached = new Set<Node>();
    const visit = (node: Node): void => {
      if (reached.has(node)) return;
      for (const one of node.from) visit(one);
      reached.add(node);
    };
    for (const node of [...this.outputs, ...this.sums]) visit(node);
    return [...reached];
  }

  /** The same text for the same kernel. */
  get structure(): string {
    const at = new Map(this.order.map((node, i) => [node, i]));
    const place = (node: Node) => at.get(node)!;
    const written = [...at.keys()].map(
      ({ kind, op, from, value }) => `${kind} ${op} ${from.map(place)} ${text(value)}`,
    );
    const reaches = this.inputs.map(({ reach }) => reach);
    return [reaches, ...written, this.outputs.map(place), this.sums.map(place)].join('\n');
  }

  private arithmetic(op: Arithmetic) {
    return (x: LaneLike, y: LaneLike): Node => {
      const [a, b] = this.pair(x, y);
      return this.make(a.kind, op, [a, b]);
    };
  }

  private each(op: Arithmetic) {
    return (x: Lane): Node => this.make(x.kind, op, [x as Node]);
  }

  private relation(op: Relation) {
    return (x: LaneLike, y: LaneLike): Node => this.make('mask', op, this.pair(x, y));
  }

  private bitwise(op: 'and' | 'or' | 'xor') {
    return (x: Lane, y: Lane): Node => this.make(x.kind, op, [x as Node, y as Node]);
  }

  /** Both as values of one kind: a number takes the other's, and a double makes the other one double. */
  private pair(x: LaneLike, y: LaneLike): [Node, Node] {
    if (typeof x === 'number') {
      if (typeof y === 'number') throw new Error('internal: one of two operands has to be a value');
      return [this.constant(x, y.kind), y as Node];
    }
    if (typeof y === 'number') return [x as Node, this.constant(y, x.kind)];
    if (x.kind === y.kind) return [x as Node, y as Node];
    return [this.double(x), this.double(y)];
  }

  private make(kind: Lane['kind'], op: NodeOp, from: readonly Node[], value: number | bigint = 0, reach?: Reach): Node {
    const key = `${kind} ${op} ${from.map(({ id }) => id)} ${text(value)}`;
    let node = this.known.get(key);
    if (node === undefined) {
      node = { id: this.known.size, kind, op, from, value, reach };
      this.known.set(key, node);
    }
    return node;
  }
}

function text(value: number | bigint): string {
  return Object.is(value, -0) ? '-0' : `${value}${typeof value === 'bigint' ? 'n' : ''}`;
}
