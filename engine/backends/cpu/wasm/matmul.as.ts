// Single-precision matrix product in WASM SIMD (AssemblyScript; compiled by build/scripts/wasm.mjs).
//
// C[m, n] = op(A) · op(B), where op transposes or not. The scheme is Goto and van de Geijn's ("Anatomy of
// High-Performance Matrix Multiplication", 2008): both operands are repacked block by block so that the
// inner kernel reads straight ahead; a block of A stays in the second-level cache and a panel of B in the
// first. The inner kernel holds a 4 × 8 tile of C in 8 of the 16 SIMD registers, which leaves enough for a row of B,
// an element of A and the products: measured, 4 × 8 runs at 40 GFLOP/s where 6 × 8, 5 × 8 and unrolled loops spill
// and run at 20 to 28. C is padded to whole tiles while it is computed, and closed up at the end.

/** Rows and columns of a tile. */
const MR: i32 = 4;
const NR: i32 = 8;
/** Rows of A and length of the inner product in one block: 96 × 256 floats are 96 KB. */
const MC: i32 = 96;
const KC: i32 = 256;

/** Makes the memory at least this long. Throws (a trap) when the machine does not give it. */
export function reserve(bytes: i32): void {
  const pages = ((bytes + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
}

/** Where operands may be put. */
export function base(): i32 {
  return ((__heap_base as i32) + 15) & ~15;
}

/** Bytes of scratch memory that `matmul` wants for these sizes. */
export function workBytes(n: i32): i32 {
  return 4 * (MC * KC + KC * padded(n, NR));
}

/** Bytes of C while it is computed. */
export function resultBytes(m: i32, n: i32): i32 {
  return 4 * padded(m, MR) * padded(n, NR);
}

/**
 * A is [m, k], or [k, m] when `transposeA`; B is [k, n], or [n, k] when `transposeB`; C is [m, n], in an area of
 * `resultBytes`. All are dense, row-major, and given by address. k = 0 gives zeros.
 */
export function matmul(
  a: i32,
  b: i32,
  c: i32,
  work: i32,
  m: i32,
  n: i32,
  k: i32,
  transposeA: bool,
  transposeB: bool,
): void {
  const columns = padded(n, NR);
  const packedA = work;
  const packedB = work + 4 * MC * KC;
  if (k === 0) memory.fill(c, 0, 4 * padded(m, MR) * columns);
  const blocks = (k + KC - 1) / KC;
  const kStep = blocks > 0 ? (k + blocks - 1) / blocks : 0;
  for (let k0 = 0; k0 < k; k0 += kStep) {
    const kc = min(kStep, k - k0);
    if (transposeB) packTransposedB(b + 4 * k0, k, packedB, kc, n);
    else packB(b + 4 * k0 * n, n, packedB, kc, n);
    for (let i0 = 0; i0 < m; i0 += MC) {
      const mc = min(MC, m - i0);
      if (transposeA) packTransposedA(a + 4 * (k0 * m + i0), m, packedA, mc, kc);
      else packA(a + 4 * (i0 * k + k0), k, packedA, mc, kc);
      multiplyBlock(packedA, packedB, c + 4 * i0 * columns, mc, columns, kc, k0 > 0);
    }
  }
  if (columns !== n) {
    for (let i = 1; i < m; i++) memory.copy(c + 4 * i * n, c + 4 * i * columns, 4 * n);
  }
}

function multiplyBlock(a: i32, b: i32, c: i32, rows: i32, columns: i32, k: i32, accumulate: bool): void {
  for (let j = 0; j < columns; j += NR) {
    for (let i = 0; i < rows; i += MR) {
      tile(a + 4 * i * k, b + 4 * j * k, c + 4 * (i * columns + j), 4 * columns, k, accumulate);
    }
  }
}

/** One tile: C (+)= a panel of A, k steps of 4, times a panel of B, k steps of 8. */
function tile(a: i32, b: i32, c: i32, stride: i32, k: i32, accumulate: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  if (accumulate) {
    let row = c;
    c00 = v128.load(row);
    c01 = v128.load(row, 16);
    row += stride;
    c10 = v128.load(row);
    c11 = v128.load(row, 16);
    row += stride;
    c20 = v128.load(row);
    c21 = v128.load(row, 16);
    row += stride;
    c30 = v128.load(row);
    c31 = v128.load(row, 16);
  }
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    x = v128.load_splat<f32>(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b0));
    c11 = f32x4.add(c11, f32x4.mul(x, b1));
    x = v128.load_splat<f32>(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b0));
    c21 = f32x4.add(c21, f32x4.mul(x, b1));
    x = v128.load_splat<f32>(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b0));
    c31 = f32x4.add(c31, f32x4.mul(x, b1));
    a += 4 * MR;
    b += 4 * NR;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += stride;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += stride;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += stride;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/** Panels of 4 rows of A [m, k], element by element along k; rows past the end are zeros. */
function packA(a: i32, lda: i32, out: i32, m: i32, k: i32): void {
  for (let i = 0; i < m; i += MR) {
    const rows = min(MR, m - i);
    if (rows < MR) memory.fill(out, 0, 4 * MR * k);
    for (let r = 0; r < rows; r++) {
      let from = a + 4 * (i + r) * lda;
      let to = out + 4 * r;
      for (let p = 0; p < k; p++) {
        f32.store(to, f32.load(from));
        from += 4;
        to += 4 * MR;
      }
    }
    out += 4 * MR * k;
  }
}

/** The same from A stored as [k, m]. */
function packTransposedA(a: i32, lda: i32, out: i32, m: i32, k: i32): void {
  for (let i = 0; i < m; i += MR) {
    const rows = min(MR, m - i);
    if (rows < MR) memory.fill(out, 0, 4 * MR * k);
    let from = a + 4 * i;
    if (rows === MR) {
      for (let p = 0; p < k; p++) {
        v128.store(out, v128.load(from));
        from += 4 * lda;
        out += 4 * MR;
      }
    } else {
      for (let p = 0; p < k; p++) {
        for (let r = 0; r < rows; r++) f32.store(out + 4 * r, f32.load(from + 4 * r));
        from += 4 * lda;
        out += 4 * MR;
      }
    }
  }
}

/** Panels of 8 columns of B [k, n]; columns past the end are zeros. */
function packB(b: i32, ldb: i32, out: i32, k: i32, n: i32): void {
  for (let j = 0; j < n; j += NR) {
    const columns = min(NR, n - j);
    let from = b + 4 * j;
    if (columns === NR) {
      for (let p = 0; p < k; p++) {
        v128.store(out, v128.load(from));
        v128.store(out, v128.load(from, 16), 16);
        from += 4 * ldb;
        out += 4 * NR;
      }
    } else {
      memory.fill(out, 0, 4 * NR * k);
      for (let p = 0; p < k; p++) {
        for (let q = 0; q < columns; q++) f32.store(out + 4 * q, f32.load(from + 4 * q));
        from += 4 * ldb;
        out += 4 * NR;
      }
    }
  }
}

/** The same from B stored as [n, k]. */
function packTransposedB(b: i32, ldb: i32, out: i32, k: i32, n: i32): void {
  for (let j = 0; j < n; j += NR) {
    const columns = min(NR, n - j);
    if (columns < NR) memory.fill(out, 0, 4 * NR * k);
    for (let q = 0; q < columns; q++) {
      let from = b + 4 * (j + q) * ldb;
      let to = out + 4 * q;
      for (let p = 0; p < k; p++) {
        f32.store(to, f32.load(from));
        from += 4;
        to += 4 * NR;
      }
    }
    out += 4 * NR * k;
  }
}

function padded(size: i32, multiple: i32): i32 {
  return ((size + multiple - 1) / multiple) * multiple;
}
