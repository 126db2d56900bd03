import type { TypedArray } from '../../tensor/dtype';

/** `y[m, n] = a[m, k] · b[k, n]`; a transposed operand is stored as `[k, m]` or `[n, k]`. */
export interface MatmulSizes {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

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
  matmulReference(a, startA, b, startB, y, startY, sizes);
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
