import { isFloat, type TypedArray } from '../../tensor/dtype';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { formatShape, sameShape } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { demandSquare } from './band';
import { demandSameDType } from './blocks';

/*
 * Gaussian elimination with partial pivoting, in float64 whatever the dtype. A matrix without an inverse
 * shows by a pivot that is 0 or no number.
 */

/**
 * Turns `a` (n × n, row-major) into an upper triangle by row operations and does the same to `b` (n × m);
 * gives the determinant: 0 at a pivot of 0, where it stops.
 */
export function eliminate(a: Float64Array, n: number, b: Float64Array, m: number): number {
  let determinant = 1;
  for (let c = 0; c < n; c++) {
    const pivot = pivotRow(a, n, c);
    if (pivot !== c) {
      swapRows(a, n, pivot, c);
      swapRows(b, m, pivot, c);
      determinant = -determinant;
    }
    const head = a[c * n + c];
    determinant *= head;
    if (head === 0) return 0;
    for (let r = c + 1; r < n; r++) {
      const factor = a[r * n + c] / head;
      if (factor === 0) continue;
      for (let k = c; k < n; k++) a[r * n + k] -= factor * a[c * n + k];
      for (let k = 0; k < m; k++) b[r * m + k] -= factor * b[c * m + k];
    }
  }
  return determinant;
}

/** The row from `c` on whose element in column `c` is the largest; NaN is larger than any. */
function pivotRow(a: Float64Array, n: number, c: number): number {
  let pivot = c;
  for (let r = c + 1; r < n; r++) {
    const one = Math.abs(a[r * n + c]);
    if (one > Math.abs(a[pivot * n + c]) || one !== one) pivot = r;
  }
  return pivot;
}

function swapRows(x: Float64Array, width: number, i: number, j: number): void {
  for (let k = 0; k < width; k++) {
    const held = x[i * width + k];
    x[i * width + k] = x[j * width + k];
    x[j * width + k] = held;
  }
}

/** y = a⁻¹ b, from `py` on; all NaN where a has no inverse. `a` and `b` are used up. */
export function solveInto(a: Float64Array, n: number, b: Float64Array, m: number, y: TypedArray, py: number): void {
  if (eliminate(a, n, b, m) === 0 && hasZeroPivot(a, n)) {
    y.fill(NaN, py, py + n * m);
    return;
  }
  for (let r = n - 1; r >= 0; r--) {
    for (let k = 0; k < m; k++) {
      let sum = b[r * m + k];
      for (let c = r + 1; c < n; c++) sum -= a[r * n + c] * b[c * m + k];
      b[r * m + k] = sum / a[r * n + r];
      y[py + r * m + k] = b[r * m + k];
    }
  }
}

/** A determinant may be 0 by underflow alone. */
function hasZeroPivot(a: Float64Array, n: number): boolean {
  for (let c = 0; c < n; c++) if (a[c * n + c] === 0) return true;
  return false;
}

/** Square float matrices `[…, n, n]`: gives n. Throws `DTypeError` and `ShapeError` for others. */
export function demandSquareFloats(op: string, { shape, dtype }: TensorSpec): number {
  if (!isFloat(dtype)) throw new DTypeError(`${op}: expected a float dtype, got ${dtype} ${formatShape(shape)}`);
  return demandSquare(op, shape);
}

/** Square matrices `[…, n, n]` and right-hand sides `[…, n, m]` of the same batch. */
export function demandSystem(op: string, matrix: TensorSpec, right: TensorSpec): void {
  const n = demandSquareFloats(op, matrix);
  demandSameDType(op, matrix, right);
  const batch = matrix.shape.slice(0, -2);
  if (right.shape[right.shape.length - 2] !== n || !sameShape(batch, right.shape.slice(0, -2))) {
    throw new ShapeError(
      `${op}: expected […, n, n] and […, n, m] of one batch, got ${formatShape(matrix.shape)} and ${formatShape(right.shape)}`,
    );
  }
}
