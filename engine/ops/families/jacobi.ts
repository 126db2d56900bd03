/*
 * Jacobi's way to the eigenvalues of a symmetric matrix: rotations in the plane of two axes, each of which
 * makes one element off the diagonal 0, over and over; what is left converges quadratically.
 */

const SWEEPS = 40;

/** Eigenvalues, rising, and eigenvectors, one a column, of the matrix whose lower triangle is in `x`; in float64. */
export function rotateToDiagonal(x: ArrayLike<number>, n: number): { e: Float64Array; v: Float64Array } {
  const a = new Float64Array(n * n);
  const v = new Float64Array(n * n);
  let size = 0;
  for (let r = 0; r < n; r++) {
    v[r * (n + 1)] = 1;
    for (let c = 0; c <= r; c++) {
      a[r * n + c] = a[c * n + r] = x[r * n + c];
      size += x[r * n + c] * x[r * n + c];
    }
  }
  if (!Number.isFinite(size)) return { e: new Float64Array(n).fill(NaN), v: v.fill(NaN) };
  const negligible = 1e-17 * Math.sqrt(size);
  for (let sweep = 0, moved = true; moved && sweep < SWEEPS; sweep++) {
    moved = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (!(Math.abs(a[p * n + q]) > negligible)) continue;
        rotate(a, v, n, p, q);
        moved = true;
      }
    }
  }
  return inOrder(a, v, n);
}

/** a ← jᵀ a j and v ← v j, j the rotation of axes p and q after which a[p, q] = 0. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cos = 1 / Math.sqrt(t * t + 1);
  const sin = t * cos;
  const turn = (x: Float64Array, i: number, j: number) => {
    const [one, two] = [x[i], x[j]];
    x[i] = cos * one - sin * two;
    x[j] = sin * one + cos * two;
  };
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k);
  for (let k = 0; k < n; k++) turn(v, k * n + p, k * n + q);
  a[p * n + q] = a[q * n + p] = 0;
}

function inOrder(a: Float64Array, v: Float64Array, n: number): { e: Float64Array; v: Float64Array } {
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i * (n + 1)] - a[j * (n + 1)]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let k = 0; k < n; k++) vectors[k * n + to] = v[k * n + from];
  });
  return { e: Float64Array.from(order, (i) => a[i * (n + 1)]), v: vectors };
}
