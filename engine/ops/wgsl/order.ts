import type { WgslProgram } from '../../tensor/backend';
import { type Shape, sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import type { Direction } from '../families/order';
import { bindingWgsl } from './elementwise';
import { ENTRY, paramsWgsl, workgroupsFor, wgslType } from './thread';

/*
 * Sorting by counting: one thread an element counts those of its line that stand before it, which is
 * its place. n² comparisons for a line of n, but n threads, no barriers, one pass, and equal elements
 * keep their order; made for lines up to some ten thousands. Elements are compared as words: a float's
 * bits, turned so that they order as unsigned numbers do, both zeros alike and every NaN the largest.
 * Workgroups of 64. Bindings x, then the outputs; parameters number of elements, n, step between the
 * elements of a line, how many are kept.
 */

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
  const type = wgslType(x.dtype);
  const outputs = values ? [bindingWgsl(1, 'read_write', 'ys', type)] : [];
  outputs.push(bindingWgsl(1 + outputs.length, 'read_write', 'places', 'i32'));
  return {
    passes: [
      {
        key: `order:${type}:${direction}:${values ? 'values' : 'places'}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${outputs.join('\n')}
${paramsWgsl(1 + outputs.length, 4)}
${type === 'f32' ? FLOAT_KEY : INT_KEY}
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
        writes: values ? [{ output: 0 }, { output: 1 }] : [{ output: 0 }],
        params: [sizeOf(x.shape), n, inner, kept],
        workgroups: workgroupsFor(sizeOf(x.shape)),
      },
    ],
  };
}

const INT_KEY = `fn key(x: i32) -> u32 { return bitcast<u32>(x) ^ 0x80000000u; }`;

const FLOAT_KEY = `fn key(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let size = bits & 0x7fffffffu;
  if (size > 0x7f800000u) { return 0xffffffffu; }
  if (size == 0u) { return 0x80000000u; }
  return select(bits | 0x80000000u, ~bits, bits > 0x7fffffffu);
}`;

/** y[o, j, k] = x[o, indices[o, j, k], k], 0 where the index is outside. One thread an element; bindings x, indices, y; parameters n, inner, count, picked. */
export function takeAlongWgsl(x: TensorSpec, indices: TensorSpec, axis: number): WgslProgram {
  return alongWgsl(
    'takeAlong',
    x,
    indices.shape,
    [indices.shape, x.shape],
    axis,
    `  let index = indices[i];
  var value = ${wgslType(x.dtype)}(0);
  if (index >= 0 && u32(index) < count) { value = x[((row / picked) * count + u32(index)) * inner + i % inner]; }
  y[i] = value;`,
  );
}

/** y[o, c, k] = Σ over j with indices[o, j, k] = c of x[o, j, k]. One thread an element of y walks its line, so the sum has one order. */
export function putAlongWgsl(x: TensorSpec, y: TensorSpec, axis: number): WgslProgram {
  return alongWgsl(
    'putAlong',
    x,
    y.shape,
    [x.shape, y.shape],
    axis,
    `  let own = i32(row % count);
  let start = (row / count) * picked * inner + i % inner;
  var sum = ${wgslType(x.dtype)}(0);
  for (var j = 0u; j < picked; j++) {
    if (indices[start + j * inner] == own) { sum += x[start + j * inner]; }
  }
  y[i] = sum;`,
  );
}

function alongWgsl(
  name: string,
  x: TensorSpec,
  shape: Shape,
  [picked, whole]: readonly Shape[],
  axis: number,
  body: string,
): WgslProgram {
  const type = wgslType(x.dtype);
  return {
    passes: [
      {
        key: `${name}:${type}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read', 'indices', 'i32')}
${bindingWgsl(2, 'read_write', 'y', type)}
${paramsWgsl(3, 4)}
${ENTRY}
  let inner = param(1u);
  let count = param(2u);
  let picked = param(3u);
  let row = i / inner;
${body}
}`,
        reads: [{ input: 0 }, { input: 1 }],
        writes: [{ output: 0 }],
        params: [sizeOf(shape), sizeOf(shape.slice(axis + 1)), whole[axis], picked[axis]],
        workgroups: workgroupsFor(sizeOf(shape)),
      },
    ],
  };
}
