import type { TypedArray } from '../../tensor/dtype';
import { matmulWasm32 } from './wasmMatmul';

/** `y[m, n] = a[m, k] · b[k, n]`; a transposed operand is stored as `[k, m]` or `[n, k]`. */
export interface MatmulSizes {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Multiplications from which WASM SIMD wins, copies in and out included; below, plain loops do. Measured. */
const WASM_FROM = 96;

/** One matrix product of a batch; each operand starts at its offset, row-major. */
export function matmulCpu(
  a: TypedArray,
  startA: number,
  b: TypedArray,
  startB: number,
  y: TypedArray,
  startY: number,
  sizes: MatmulSizes,
): void {
  if (a instanceof Float32Array && b instanceof Float32Array && y instanceof Float32Array) {
    if (sizes.m * sizes.k * sizes.n < WASM_FROM) matmulSmall(a, startA, b, startB, y, startY, sizes);
    else matmulWasm32(a, startA, b, startB, y, startY, sizes);
    return;
  }
  matmulReference(a, startA, b, startB, y, startY, sizes);
}

/** The reference again, for float32 alone, so that its loops are compiled for one kind of array. */
function matmulSmall(
  a: Float32Array,
  startA: number,
  b: Float32Array,
  startB: number,
  y: Float32Array,
  startY: number,
  { m, k, n, transposeA, transposeB }: MatmulSizes,
): void {
  const rowA = transposeA ? 1 : k;
  const stepA = transposeA ? m : 1;
  const columnB = transposeB ? k : 1;
  const stepB = transposeB ? 1 : n;
  for (let i = 0, py = startY; i < m; i++) {
    for (let j = 0; j < n; j++, py++) {
      let sum = 0;
      for (let p = 0, pa = startA + i * rowA, pb = startB + j * columnB; p < k; p++, pa += stepA, pb += stepB) {
        sum += a[pa] * b[pb];
      }
      y[py] = sum;
    }
  }
}

/** Plain loops with float64 sums, rounded once: what faster kernels are tested against. */
export function matmulReference(
  a: TypedArray,
  startA: number,
  b: TypedArray,
  startB: number,
  y: TypedArray,
  startY: number,
  { m, k, n, transposeA, transposeB }: MatmulSizes,
): void {
  const rowA = transposeA ? 1 : k;
  const stepA = transposeA ? m : 1;
  const columnB = transposeB ? k : 1;
  const stepB = transposeB ? 1 : n;
  for (let i = 0, py = startY; i < m; i++) {
    for (let j = 0; j < n; j++, py++) {
      let sum = 0;
      for (let p = 0, pa = startA + i * rowA, pb = startB + j * columnB; p < k; p++, pa += stepA, pb += stepB) {
        sum += a[pa] * b[pb];
      }
      y[py] = sum;
    }
  }
}
