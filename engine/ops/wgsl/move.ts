import type { WgslPass, WgslProgram } from '../../tensor/backend';
import type { DType } from '../../tensor/dtype';
import { type Shape, sizeOf, stridesOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { mergeAxes } from '../families/broadcast';
import { bindingWgsl } from './elementwise';
import { floatBits } from './math';
import { ENTRY, paramsWgsl, workgroupsFor, wgslType } from './thread';

/*
 * Kernels that only move elements. One thread per element written, workgroups of 64. Offsets are
 * 32-bit and wrap, so a negative stride is its two's complement.
 */

/**
 * y[i] = x[offset + Σ kₐ · strides[a]], where k is the place of i in `shape`: transpose, slice,
 * reverse, broadcast, tile. One pass. Bindings x, y; parameters n, offset, then size and stride per
 * merged axis.
 */
export function stridedWgsl(dtype: DType, shape: Shape, strides: readonly number[], offset = 0): WgslProgram {
  const n = sizeOf(shape);
  const { sizes, strides: merged } = mergeAxes(shape, [strides]);
  const [own] = merged;
  const rank = sizes.length;
  const type = wgslType(dtype);
  const params = [n, offset, ...sizes.flatMap((size, axis) => [size, own[axis]])];
  return {
    passes: [
      {
        key: `strided:${type}:${rank}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read_write', 'y', type)}
${paramsWgsl(2, params.length)}
${ENTRY}
  var rest = i;
  var at = param(1u);
${walkWgsl(rank, (axis) => `at += k * param(${3 + 2 * axis}u);`, 2, 2)}
  y[i] = x[at];
}`,
        reads: [{ input: 0 }],
        writes: [{ output: 0 }],
        params,
        workgroups: workgroupsFor(n),
      },
    ],
  };
}

/**
 * Lays blocks of the inputs in turn into one output, over and over: concat and stack. `blocks[k]`
 * elements stand together in input k. One pass per input that has elements; element i goes to
 * y[(i / block) · period + start + i % block]. Bindings x, y; parameters n, block, period, start.
 */
export function joinWgsl(inputs: readonly TensorSpec[], blocks: readonly number[], dtype: DType): WgslProgram {
  const passes = blockPasses(inputs, blocks, (k, params) => ({
    ...blockPass('join', 'y[there] = x[i];', dtype, params),
    reads: [{ input: k }],
    writes: [{ output: 0 }],
  }));
  return { passes };
}

/** The reverse of `joinWgsl`: unstack and split. One pass per output. */
export function cutWgsl(outputs: readonly TensorSpec[], blocks: readonly number[], dtype: DType): WgslProgram {
  const passes = blockPasses(outputs, blocks, (k, params) => ({
    ...blockPass('cut', 'y[i] = x[there];', dtype, params),
    reads: [{ input: 0 }],
    writes: [{ output: k }],
  }));
  return { passes };
}

function blockPasses(
  parts: readonly TensorSpec[],
  blocks: readonly number[],
  pass: (k: number, params: readonly number[]) => WgslPass,
): WgslPass[] {
  const period = blocks.reduce((sum, one) => sum + one, 0);
  const passes: WgslPass[] = [];
  let start = 0;
  parts.forEach(({ shape }, k) => {
    const n = sizeOf(shape);
    if (n > 0) passes.push(pass(k, [n, blocks[k], period, start]));
    start += blocks[k];
  });
  return passes;
}

function blockPass(name: string, move: string, dtype: DType, params: readonly number[]) {
  const type = wgslType(dtype);
  return {
    key: `${name}:${type}`,
    source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read_write', 'y', type)}
${paramsWgsl(2, params.length)}
${ENTRY}
  let block = param(1u);
  let there = (i / block) * param(2u) + param(3u) + i % block;
  ${move}
}`,
    params,
    workgroups: workgroupsFor(params[0]),
  };
}

/**
 * y is `value` everywhere, with x laid into it from `before[a]` on along each axis a. One thread per
 * element of y looks back for its source. One pass. Bindings x, y; parameters n, value, then per axis
 * the size of y, of x, before, stride of x.
 */
export function padWgsl(x: TensorSpec, y: TensorSpec, before: readonly number[], value: number): WgslProgram {
  const n = sizeOf(y.shape);
  const rank = y.shape.length;
  const type = wgslType(y.dtype);
  const strides = stridesOf(x.shape);
  const params = [n, wordOf(value, y.dtype)];
  for (let axis = 0; axis < rank; axis++) params.push(y.shape[axis], x.shape[axis], before[axis], strides[axis]);
  // Before the start the difference wraps to a large number, which is outside too.
  const look = (axis: number) => `let back = k - param(${4 + 4 * axis}u);
    inside = inside && back < param(${3 + 4 * axis}u);
    at += back * param(${5 + 4 * axis}u);`;
  return {
    passes: [
      {
        key: `pad:${type}:${rank}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read_write', 'y', type)}
${paramsWgsl(2, params.length)}
${ENTRY}
  var rest = i;
  var at = 0u;
  var inside = true;
${walkWgsl(rank, look, 2, 4)}
  if (inside) {
    y[i] = x[at];
  } else {
    y[i] = bitcast<${type}>(param(1u));
  }
}`,
        reads: [{ input: 0 }],
        writes: [{ output: 0 }],
        params,
        workgroups: workgroupsFor(n),
      },
    ],
  };
}

/**
 * y[i] from its own number alone, where `value` is an expression in `i` (u32) and the float
 * parameters: fill, range. Bindings y; parameters n and the floats.
 */
export function generateWgsl(
  name: string,
  y: TensorSpec,
  value: string,
  words: readonly (readonly [name: string, word: number, type: 'f32' | 'i32' | 'u32'])[] = [],
): WgslProgram {
  const n = sizeOf(y.shape);
  const type = wgslType(y.dtype);
  return {
    passes: [
      {
        key: `${name}:${type}`,
        source: () => `${bindingWgsl(0, 'read_write', 'y', type)}
${paramsWgsl(1, 1 + words.length)}
${ENTRY}
${words.map(([one, , of], k) => `  let ${one} = bitcast<${of}>(param(${1 + k}u));`).join('\n')}
  y[i] = ${value};
}`,
        reads: [],
        writes: [{ output: 0 }],
        params: [n, ...words.map(([, word]) => word)],
        workgroups: workgroupsFor(n),
      },
    ],
  };
}

/** A number as the word that stands for it in a tensor of this dtype. */
export function wordOf(value: number, dtype: DType): number {
  return dtype === 'float32' ? floatBits(value) : dtype === 'bool' ? Number(value !== 0) : value;
}

/**
 * Takes `rest` apart into the place `k` along each of `rank` axes, innermost first, and runs
 * `use(axis)`; the size of axis a is parameter first + a · step.
 */
export function walkWgsl(rank: number, use: (axis: number) => string, first: number, step: number): string {
  const lines: string[] = [];
  for (let axis = rank - 1; axis >= 0; axis--) {
    const size = `param(${first + step * axis}u)`;
    const split = axis === 0 ? 'let k = rest;' : `let k = rest % ${size}; rest /= ${size};`;
    lines.push(`  { ${split} ${use(axis)} }`);
  }
  return lines.join('\n');
}
