import type { BufferRef, WgslPass, WgslProgram } from '../../tensor/backend';
import { type Shape, sizeOf } from '../../tensor/shape';
import type { DType } from '../../tensor/dtype';
import type { TensorSpec } from '../../tensor/tensor';
import type { Direction } from '../families/order';
import { bindingWgsl } from './elementwise';
import { ENTRY, paramsWgsl, type WgslType, workgroupsFor, wgslType } from './thread';

/*
 * Sorting. Elements are compared as words: a float's bits, turned so that they order as unsigned numbers
 * do, both zeros alike and every NaN the largest; equal ones by their places. Workgroups of 64.
 *
 * A line of up to 4,096 is sorted by counting: one thread an element counts those of its line that stand
 * before it, which is its place. n² comparisons, but n threads, no barriers, one pass.
 *
 * A longer line is sorted by Batcher's bitonic network: keys and places are laid out in lines of the next
 * power of two, 2ᵏ, filled up with what comes last; some k² / 4 passes swap what stands in the wrong
 * order, two steps of the network at once, and a last pass hands over the places.
 */

const LONG = 4096;

/** The places, and where `values` is given the elements too, of the first `kept` of every line: outputs 0 and 1, or output 0 alone. */
export function orderWgsl(
  x: TensorSpec,
  axis: number,
  direction: Direction,
  kept: number,
  values: boolean,
): WgslProgram {
  const n = x.shape[axis];
  const inner = sizeOf(x.shape.slice(axis + 1));
  const given = {
    type: wgslType(x.dtype),
    n,
    inner,
    lines: n === 0 ? 0 : sizeOf(x.shape) / n,
    direction,
    kept,
    values,
  };
  return n <= LONG ? countWgsl(given) : bitonicWgsl(given);
}

interface Sorting {
  type: WgslType;
  n: number;
  /** The step between the elements of a line. */
  inner: number;
  lines: number;
  direction: Direction;
  kept: number;
  values: boolean;
}

function outputsOf(values: boolean): BufferRef[] {
  return values ? [{ output: 0 }, { output: 1 }] : [{ output: 0 }];
}

function outputBindings(first: number, { type, values }: Sorting): string {
  if (!values) return bindingWgsl(first, 'read_write', 'places', 'i32');
  return `${bindingWgsl(first, 'read_write', 'ys', type)}\n${bindingWgsl(first + 1, 'read_write', 'places', 'i32')}`;
}

/** Bindings x, outputs; parameters number of elements, n, step, kept. */
function countWgsl(given: Sorting): WgslProgram {
  const { type, n, inner, lines, direction, kept, values } = given;
  const writes = outputsOf(values);
  return {
    passes: [
      {
        key: `order:${type}:${direction}:${values ? 'values' : 'places'}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${outputBindings(1, given)}
${paramsWgsl(1 + writes.length, 4)}
${keyWgsl(type)}
${ENTRY}
  let n = param(1u);
  let step = param(2u);
  let line = i / (n * step);
  let own = (i / step) % n;
  let start = line * n * step + i % step;
  let mine = key(x[i]);
  var place = 0u;
  for (var k = 0u; k < n; k++) {
    let other = key(x[start + k * step]);
    if (other ${direction === 'ASCENDING' ? '<' : '>'} mine || (other == mine && k < own)) { place++; }
  }
  if (place >= param(3u)) { return; }
  let to = (line * param(3u) + place) * step + i % step;
  places[to] = i32(own);${values ? '\n  ys[to] = x[i];' : ''}
}`,
        reads: [{ input: 0 }],
        writes,
        params: [lines * n, n, inner, kept],
        workgroups: workgroupsFor(lines * n),
      },
    ],
  };
}

/** Bindings and parameters stand at each pass. */
function bitonicWgsl(given: Sorting): WgslProgram {
  const { n, lines } = given;
  let width = 1;
  while (width < n) width *= 2;
  const passes = [layOutPass(given, width)];
  for (let block = 2; block <= width; block *= 2) {
    for (let distance = block / 2; distance >= 1; distance /= 4) passes.push(swapPass(lines, width, block, distance));
  }
  return { passes: [...passes, handOverPass(given, width)], scratch: [lines * width, lines * width] };
}

const SCRATCH: BufferRef[] = [{ scratch: 0 }, { scratch: 1 }];

/** Bindings x, keys, places; parameters threads, n, step, width. A descending sort turns the keys round. */
function layOutPass({ type, n, inner, lines, direction }: Sorting, width: number): WgslPass {
  return {
    key: `sortLayOut:${type}:${direction}`,
    source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read_write', 'keys', 'u32')}
${bindingWgsl(2, 'read_write', 'order', 'u32')}
${paramsWgsl(3, 4)}
${keyWgsl(type)}
${ENTRY}
  let n = param(1u);
  let step = param(2u);
  let line = i / param(3u);
  let place = i % param(3u);
  var word = 0xffffffffu;
  if (place < n) {
    word = ${direction === 'ASCENDING' ? '' : '~'}key(x[(line / step) * n * step + place * step + line % step]);
  }
  keys[i] = word;
  order[i] = place;
}`,
    reads: [{ input: 0 }],
    writes: SCRATCH,
    params: [lines * width, n, inner, width],
    workgroups: workgroupsFor(lines * width),
  };
}

/**
 * Swaps pairs `distance` apart, and where that is more than 1 those half as far apart too: a thread takes
 * the two or four elements that meet. Blocks in turn rise and fall. Bindings keys, places; parameters
 * threads, width, block, distance.
 */
function swapPass(lines: number, width: number, block: number, distance: number): WgslPass {
  const twice = distance > 1;
  const threads = (lines * width) / (twice ? 4 : 2);
  return {
    key: twice ? 'sortSwapTwice' : 'sortSwap',
    source: () => `${bindingWgsl(0, 'read_write', 'keys', 'u32')}
${bindingWgsl(1, 'read_write', 'order', 'u32')}
${paramsWgsl(2, 4)}
fn exchange(first: u32, second: u32, rising: bool) {
  let a = keys[first];
  let b = keys[second];
  let p = order[first];
  let q = order[second];
  if ((a > b || (a == b && p > q)) != rising) { return; }
  keys[first] = b;
  keys[second] = a;
  order[first] = q;
  order[second] = p;
}
${ENTRY}
  let distance = param(3u);
  let near = ${twice ? 'distance / 2u' : 'distance'};
  let first = (i / near) * 2u * distance + i % near;
  let rising = ((first % param(1u)) & param(2u)) == 0u;
  exchange(first, first + distance, rising);${
    twice
      ? `
  exchange(first + near, first + near + distance, rising);
  exchange(first, first + near, rising);
  exchange(first + distance, first + distance + near, rising);`
      : ''
  }
}`,
    reads: [],
    writes: SCRATCH,
    params: [threads, width, block, distance],
    workgroups: workgroupsFor(threads),
  };
}

/** Bindings x, places in order, outputs; parameters threads, n, step, kept, width. */
function handOverPass(given: Sorting, width: number): WgslPass {
  const { type, n, inner, lines, kept, values } = given;
  const writes = outputsOf(values);
  return {
    key: `sortHandOver:${type}:${values ? 'values' : 'places'}`,
    source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read', 'order', 'u32')}
${outputBindings(2, given)}
${paramsWgsl(2 + writes.length, 5)}
${ENTRY}
  let n = param(1u);
  let step = param(2u);
  let kept = param(3u);
  let line = i / kept;
  let own = order[line * param(4u) + i % kept];
  let to = (line / step) * kept * step + (i % kept) * step + line % step;
  places[to] = i32(own);${values ? '\n  ys[to] = x[(line / step) * n * step + own * step + line % step];' : ''}
}`,
    reads: [{ input: 0 }, { scratch: 1 }],
    writes,
    params: [lines * kept, n, inner, kept, width],
    workgroups: workgroupsFor(lines * kept),
  };
}

function keyWgsl(type: WgslType): string {
  return type === 'f32' ? FLOAT_KEY : INT_KEY;
}

const INT_KEY = `fn key(x: i32) -> u32 { return bitcast<u32>(x) ^ 0x80000000u; }`;

const FLOAT_KEY = `fn key(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let size = bits & 0x7fffffffu;
  if (size > 0x7f800000u) { return 0xffffffffu; }
  if (size == 0u) { return 0x80000000u; }
  return select(bits | 0x80000000u, ~bits, bits > 0x7fffffffu);
}`;

/*
 * takeAlong: y[o, j, k] = x[o, indices[o, j, k], k], 0 where the index is outside. putAlong: the other way
 * round, y[o, indices[o, j, k], k] = x[o, j, k] and 0 elsewhere; no index stands twice in a line, so no two
 * threads write one element. One thread an element. Bindings x, indices, y; parameters number of
 * elements, inner, length of whole lines, of picked lines.
 */

export function takeAlongWgsl(x: TensorSpec, indices: TensorSpec, axis: number): WgslProgram {
  return { passes: [alongPass('takeAlong', 'y[i] = x[whole];', x.dtype, indices.shape, x.shape[axis], axis)] };
}

export function putAlongWgsl(x: TensorSpec, y: TensorSpec, axis: number): WgslProgram {
  const type = wgslType(x.dtype);
  const n = sizeOf(y.shape);
  const clear: WgslPass = {
    key: `clear:${type}`,
    source: () => `${bindingWgsl(0, 'read_write', 'y', type)}
${paramsWgsl(1, 1)}
${ENTRY}
  y[i] = ${type}(0);
}`,
    reads: [],
    writes: [{ output: 0 }],
    params: [n],
    workgroups: workgroupsFor(n),
  };
  return { passes: [clear, alongPass('putAlong', 'y[whole] = x[i];', x.dtype, x.shape, y.shape[axis], axis)] };
}

/** `move` runs for each of the picked elements, number i, whose place in the whole is `whole`. */
function alongPass(
  name: 'takeAlong' | 'putAlong',
  move: string,
  dtype: DType,
  picked: Shape,
  count: number,
  axis: number,
): WgslPass {
  const type = wgslType(dtype);
  const n = sizeOf(picked);
  const missing =
    name === 'takeAlong'
      ? ` else {
    y[i] = ${type}(0);
  }`
      : '';
  return {
    key: `${name}:${type}`,
    source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read', 'indices', 'i32')}
${bindingWgsl(2, 'read_write', 'y', type)}
${paramsWgsl(3, 4)}
${ENTRY}
  let inner = param(1u);
  let count = param(2u);
  let line = i / inner / param(3u);
  let index = indices[i];
  if (index >= 0 && u32(index) < count) {
    let whole = (line * count + u32(index)) * inner + i % inner;
    ${move}
  }${missing}
}`,
    reads: [{ input: 0 }, { input: 1 }],
    writes: [{ output: 0 }],
    params: [n, sizeOf(picked.slice(axis + 1)), count, picked[axis]],
    workgroups: workgroupsFor(n),
  };
}
