import type { WgslProgram } from '../../tensor/backend';
import type { DType } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import { sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { broadcastStrides, mergeAxes } from '../families/broadcast';

/** Threads of one workgroup in elementwise kernels. */
export const WORKGROUP = 64;
/** The largest number of workgroups along one axis that every WebGPU device takes. */
const MAX_GROUPS = 65535;

/** How a dtype is stored on the GPU: bool as a u32 of 0 or 1. float64 is for the CPU only. */
export function wgslType(dtype: DType): 'f32' | 'i32' | 'u32' {
  if (dtype === 'float64') throw new ValueError('webgpu: float64 is not available on a GPU; use the cpu backend');
  return dtype === 'float32' ? 'f32' : dtype === 'int32' ? 'i32' : 'u32';
}

/** Enough workgroups for `n` threads, spread over two axes; kernels number themselves with `flatIndex`. */
export function workgroupsFor(n: number): [number, number, number] {
  const groups = Math.max(1, Math.ceil(n / WORKGROUP));
  if (groups <= MAX_GROUPS) return [groups, 1, 1];
  const rows = Math.ceil(groups / MAX_GROUPS);
  return [Math.ceil(groups / rows), rows, 1];
}

/** Start of an elementwise entry point: `i` is this thread's element; threads past `n` (param 0) end. */
export const ENTRY = `@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * ${WORKGROUP}u;
  if (i >= param(0u)) { return; }`;

/** Declares the uniform of `count` words at `binding`, and `param(k)` to read one. */
export function paramsWgsl(binding: number, count: number): string {
  return `@group(0) @binding(${binding}) var<uniform> params: array<vec4u, ${Math.max(1, Math.ceil(count / 4))}>;
fn param(k: u32) -> u32 { return params[k >> 2u][k & 3u]; }`;
}

/** y[i] = f(x[i]). One thread an element. */
export function unaryWgsl(
  name: string,
  expression: string,
  helpers: string,
  x: TensorSpec,
  outputType = wgslType(x.dtype),
): WgslProgram {
  const n = sizeOf(x.shape);
  const type = wgslType(x.dtype);
  return {
    passes: [
      {
        key: `${name}:${type}`,
        source: () => `@group(0) @binding(0) var<storage, read> xs: array<${type}>;
@group(0) @binding(1) var<storage, read_write> ys: array<${outputType}>;
${paramsWgsl(2, 1)}
${helpers}
${ENTRY}
  let x = xs[i];
  ys[i] = ${expression};
}`,
        reads: [{ input: 0 }],
        writes: [{ output: 0 }],
        params: [n],
        workgroups: workgroupsFor(n),
      },
    ],
  };
}

/**
 * y[i] = f(a[…], b[…]), broadcast. Params: n, then per merged axis its size and the strides of a and
 * b (innermost last); the number of merged axes is part of the key.
 */
export function binaryWgsl(
  name: string,
  expression: string,
  helpers: string,
  a: TensorSpec,
  b: TensorSpec,
  y: TensorSpec,
): WgslProgram {
  const n = sizeOf(y.shape);
  const { sizes, strides } = mergeAxes(y.shape, [
    broadcastStrides(a.shape, y.shape),
    broadcastStrides(b.shape, y.shape),
  ]);
  const rank = sizes.length;
  const type = wgslType(a.dtype);
  const params = [n, ...sizes.flatMap((size, axis) => [size, strides[0][axis], strides[1][axis]])];
  const steps = sizes
    .map((_, k) => rank - 1 - k)
    .map(
      (axis) =>
        `  { let k = rest % param(${1 + 3 * axis}u); rest = rest / param(${1 + 3 * axis}u); pa += k * param(${2 + 3 * axis}u); pb += k * param(${3 + 3 * axis}u); }`,
    );
  return {
    passes: [
      {
        key: `${name}:${type}:${rank}`,
        source: () => `@group(0) @binding(0) var<storage, read> as_: array<${type}>;
@group(0) @binding(1) var<storage, read> bs: array<${type}>;
@group(0) @binding(2) var<storage, read_write> ys: array<${wgslType(y.dtype)}>;
${paramsWgsl(3, params.length)}
${helpers}
${ENTRY}
  var rest = i;
  var pa = 0u;
  var pb = 0u;
${steps.join('\n')}
  let a = as_[pa];
  let b = bs[pb];
  ys[i] = ${y.dtype === 'bool' ? `select(0u, 1u, ${expression})` : expression};
}`,
        reads: [{ input: 0 }, { input: 1 }],
        writes: [{ output: 0 }],
        params,
        workgroups: workgroupsFor(n),
      },
    ],
  };
}
