import type { BufferRef, WgslPass, WgslProgram } from '../../tensor/backend';
import type { DType } from '../../tensor/dtype';
import { sizeOf, stridesOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { mergeAxes } from '../families/broadcast';
import { bindingWgsl, fourOf, load, store } from './elementwise';
import { BITS, EXP, EXTREMES, LOG } from './math';
import { walkWgsl } from './move';
import { ENTRY, paramsWgsl, workgroupsFor, type WgslType, wgslType } from './thread';

/** What a reduction computes, in WGSL. */
export interface ReduceText {
  /** Type of the running value; that of y (bool for bool) where not said. */
  type?: RunningType;
  /** The running value before any element. */
  start: string;
  /** What the element `x` (bool for a bool tensor) counts as; `x` where not said. */
  element?: string;
  /** The running value from `a` and `b`, two running values; associative. */
  combine: string;
  /** The result from the running value `a` and the number of elements `count` (u32). */
  finish?: string;
  helpers?: string;
}

export interface ReduceWgsl extends ReduceText {
  name: string;
  x: TensorSpec;
  y: TensorSpec;
  /** The axes of x that go, sorted. */
  axes: readonly number[];
}

/** Sums; `finish` makes a mean of them. */
export function sumText(dtype: DType, finish?: string): ReduceText {
  return { start: dtype === 'int32' ? '0i' : '0.0', combine: 'a + b', finish };
}

/** All or any of bools, carried as u32. */
export function boolText(which: 'all' | 'any'): ReduceText {
  const [start, combine] = which === 'all' ? ['1u', 'a & b'] : ['0u', 'a | b'];
  return { type: 'u32', start, element: 'select(0u, 1u, x)', combine, finish: 'a != 0u' };
}

/**
 * ln Σ eˣ. The running pair is the largest element m and Σ e^(x − m); two pairs meet at the larger m,
 * so nothing overflows. An infinite or NaN m is the answer itself.
 */
export function logSumExpText(): ReduceText {
  return {
    type: 'vec2f',
    start: 'vec2f(-infF(), 0.0)',
    element: 'vec2f(x, 1.0)',
    combine: 'meet(a, b)',
    finish: 'total(a)',
    helpers: `${EXTREMES}${EXP}${LOG}
fn meet(a: vec2f, b: vec2f) -> vec2f {
  let m = maxF(a.x, b.x);
  if (!isFinite(m)) { return vec2f(m, 1.0); }
  return vec2f(m, a.y * expF(a.x - m) + b.y * expF(b.x - m));
}
fn total(a: vec2f) -> f32 {
  if (!isFinite(a.x)) { return a.x; }
  return a.x + logF(a.y);
}`,
  };
}

/** The largest or smallest element; NaN wins over every number, as in TensorFlow. */
export function extremeText(dtype: DType, which: 'max' | 'min'): ReduceText {
  if (dtype === 'int32') {
    return { start: which === 'max' ? 'i32(-2147483648)' : '2147483647i', combine: `${which}(a, b)` };
  }
  return { start: which === 'max' ? '-infF()' : 'infF()', combine: `${which}F(a, b)`, helpers: EXTREMES };
}

/** `vec2f` for a running pair. */
type RunningType = WgslType | 'vec2f';

/** Elements that one thread takes; more are shared out over several. */
export const PER_THREAD = 128;

/**
 * y = reduction of x over `axes`. A thread walks at most 128 elements in registers; where an output
 * has more, thread c of C takes elements c, c + C, … and leaves a partial value, and further passes
 * reduce the partial values the same way: one pass up to 128 elements, two up to 16,384, three up to
 * two million. A tree of sums this shallow also keeps float32 rounding small. Where the elements of an
 * output are neighbours they are taken four by four, as vectors. No shared memory: such
 * kernels compile slowly on software adapters. Workgroups of 64. Bindings x, y; parameters threads,
 * elements (or vectors) per output, C, total count, then size and stride of the kept axes and of the reduced axes.
 */
export function reduceWgsl(given: ReduceWgsl): WgslProgram {
  const { x, y, axes } = given;
  const own = stridesOf(x.shape);
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const pick = (list: readonly number[]) =>
    mergeAxes(
      list.map((axis) => x.shape[axis]),
      [list.map((axis) => own[axis])],
    );
  const outputs = sizeOf(y.shape);
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  const passes: WgslPass[] = [];
  const scratch: number[] = [];
  let from: BufferRef = { input: 0 };
  let elements = count;
  for (;;) {
    const first = passes.length === 0;
    const shares = Math.max(1, Math.ceil(elements / PER_THREAD));
    const last = shares === 1;
    const to: BufferRef = last ? { output: 0 } : { scratch: scratch.length };
    if (!last) scratch.push(outputs * shares * (given.type === 'vec2f' ? 2 : 1));
    const outer = first ? pick(kept) : { sizes: [outputs], strides: [[elements]] };
    const inner = first ? pick(axes) : { sizes: [elements], strides: [[1]] };
    passes.push(reducePass(given, { first, last, outputs, elements, shares, count, outer, inner, from, to }));
    if (last) return { passes, scratch };
    from = to;
    elements = shares;
  }
}

interface Axes {
  sizes: number[];
  strides: number[][];
}

interface PassFacts {
  first: boolean;
  last: boolean;
  outputs: number;
  elements: number;
  shares: number;
  count: number;
  outer: Axes;
  inner: Axes;
  from: BufferRef;
  to: BufferRef;
}

function reducePass(given: ReduceWgsl, facts: PassFacts): WgslPass {
  const { first, last, outer, inner, elements, shares, count } = facts;
  const type = given.type ?? wgslType(given.y.dtype);
  const fours = walksFours(facts, first || type !== 'vec2f');
  const ranks = [outer.sizes.length, inner.sizes.length];
  const threads = facts.outputs * shares;
  const innerAt = 4 + 2 * ranks[0];
  const params = [threads, fours ? elements / 4 : elements, shares, count];
  for (const { sizes, strides } of [outer, inner]) sizes.forEach((size, axis) => params.push(size, strides[0][axis]));
  const { x, y, name } = given;
  const stage = `${first ? 'first' : 'next'}${last ? ' last' : ''}`;
  const element = first ? (given.element ?? 'x') : 'x';
  const from = first ? wgslType(x.dtype) : type;
  const take = (word: string) => `    { let x = ${first ? load(word, x.dtype) : word}; a = combine(a, ${element}); }`;
  const one = `    var at = base;
    rest = r;
${walkWgsl(ranks[1], (axis) => `at += k * param(${innerAt + 1 + 2 * axis}u);`, innerAt, 2)}
${take('xs[at]')}`;
  const four = `    let four = xs[base / 4u + r];
${[0, 1, 2, 3].map((c) => take(`four[${c}]`)).join('\n')}`;
  return {
    key: `${name}:${x.dtype}:${stage}:${ranks.join()}${fours ? ':fours' : ''}`,
    source: () => `${bindingWgsl(0, 'read', 'xs', fours && from !== 'vec2f' ? fourOf(from) : from)}
${bindingWgsl(1, 'read_write', 'ys', last ? wgslType(y.dtype) : type)}
${paramsWgsl(2, params.length)}
${BITS}
${given.helpers ?? ''}
fn combine(a: ${type}, b: ${type}) -> ${type} { return ${given.combine}; }
${ENTRY}
  let shares = param(2u);
  var rest = i / shares;
  var base = 0u;
${walkWgsl(ranks[0], (axis) => `base += k * param(${5 + 2 * axis}u);`, 4, 2)}
  var a: ${type} = ${given.start};
  for (var r = i % shares; r < param(1u); r += shares) {
${fours ? four : one}
  }
  let count = param(3u);
  ys[i] = ${last ? store(given.finish ?? 'a', y.dtype) : 'a'};
}`,
    reads: [facts.from],
    writes: [facts.to],
    params,
    workgroups: workgroupsFor(threads),
  };
}

/** Whether the elements of each output are whole vectors one after the other; pairs are no numbers. */
function walksFours({ elements, outer, inner }: PassFacts, numbers: boolean): boolean {
  const next = inner.sizes.length === 1 && inner.strides[0][0] === 1;
  return numbers && next && elements > 0 && elements % 4 === 0 && outer.strides[0].every((stride) => stride % 4 === 0);
}
