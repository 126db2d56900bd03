import type { DType } from '../../tensor/dtype';
import { DTypeError } from '../../tensor/errors';

/** Threads of one workgroup in all kernels that number their threads in one row. */
export const WORKGROUP = 64;
/** The largest number of workgroups along one axis that every WebGPU device takes. */
const MAX_GROUPS = 65535;

export type WgslType = 'f32' | 'i32' | 'u32';

/** How a dtype is stored on the GPU: bool as a u32 of 0 or 1. Throws `DTypeError` for float64, which is for the CPU only. */
export function wgslType(dtype: DType): WgslType {
  if (dtype === 'float64') {
    throw new DTypeError('webgpu: float64 is not available on a GPU; cast to float32, or use the cpu backend');
  }
  return dtype === 'float32' ? 'f32' : dtype === 'int32' ? 'i32' : 'u32';
}

/** Enough workgroups for `n` threads, spread over two axes; `ENTRY` numbers them in one row. */
export function workgroupsFor(n: number, workgroup = WORKGROUP): [number, number, number] {
  const groups = Math.max(1, Math.ceil(n / workgroup));
  if (groups <= MAX_GROUPS) return [groups, 1, 1];
  const rows = Math.ceil(groups / MAX_GROUPS);
  return [Math.ceil(groups / rows), rows, 1];
}

/** Start of an entry point: `i` is this thread's number; threads past `n` (param 0) end. */
export function entry(workgroup: number): string {
  return `@compute @workgroup_size(${workgroup})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * groups.x * ${workgroup}u;
  if (i >= param(0u)) { return; }`;
}

export const ENTRY = entry(WORKGROUP);

/** Declares the uniform of `count` words at `binding`; `param(k)` reads one as an integer, `paramF(k)` as a float. */
export function paramsWgsl(binding: number, count: number): string {
  return `@group(0) @binding(${binding}) var<uniform> params: array<vec4u, ${Math.max(1, Math.ceil(count / 4))}>;
fn param(k: u32) -> u32 { return params[k >> 2u][k & 3u]; }
fn paramF(k: u32) -> f32 { return bitcast<f32>(param(k)); }`;
}
