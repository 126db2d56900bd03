// Single-precision matrix product in WASM SIMD (AssemblyScript; compiled by build/scripts/wasm.mjs).
//
// C[m, n] = op(A) · op(B), where op transposes or not. The scheme is Goto and van de Geijn's ("Anatomy of
// High-Performance Matrix Multiplication", 2008): both operands are repacked block by block so that the
// inner kernel reads straight ahead; a block of A stays in the second-level cache and a panel of B in the
// first. The inner kernel holds a 4 × 8 tile of C in 8 of the 16 SIMD registers, which leaves enough for a row of B,
// an element of A and the products: measured, 4 × 8 runs at 40 GFLOP/s where 6 × 8, 5 × 8 and unrolled loops spill
// and run at 20 to 28. Tiles are written straight into C; one that C cuts off is computed beside it.
//
// It is compiled twice: with and without relaxed SIMD, whose multiply-and-add rounds once where the machine can. Sums
// then differ in their last digits between machines that can and machines that cannot.

/** Rows and columns of a tile. */
const MR: i32 = 4;
const NR: i32 = 8;
/** Rows of A, length of the inner product and columns of B in one block: 96 × 256 floats are 96 KB, 256 × 512 are 512 KB. */
const MC: i32 = 96;
const KC: i32 = 256;
const NC: i32 = 512;

/** Bytes of scratch memory that `matmul` wants, whatever the sizes. */
export function workBytes(): i32 {
  return 4 * (MC * KC + KC * NC + MR * NR);
}

/**
 * A is [m, k], or [k, m] when `transposeA`; B is [k, n], or [n, k] when `transposeB`; C is [m, n] and overlaps neither.
 * All are dense, row-major, and given by address. k = 0 gives zeros. Computes rows `fromRow` to `toRow` and columns
 * `fromColumn` to `toColumn` of C, so that threads can share it: where these are multiples of a tile, or the end, every
 * element is the sum of the same products in the same order however C is divided.
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
  fromRow: i32,
  toRow: i32,
  fromColumn: i32,
  toColumn: i32,
): void {
  if (k === 0) {
    for (let i = fromRow; i < toRow; i++) memory.fill(c + 4 * (i * n + fromColumn), 0, 4 * (toColumn - fromColumn));
    return;
  }
  const packedA = work;
  const packedB = work + 4 * MC * KC;
  const edge = packedB + 4 * KC * NC;
  const blocks = (k + KC - 1) / KC;
  const kStep = (k + blocks - 1) / blocks;
  for (let j0 = fromColumn; j0 < toColumn; j0 += NC) {
    const nc = min(NC, toColumn - j0);
    for (let k0 = 0; k0 < k; k0 += kStep) {
      const kc = min(kStep, k - k0);
      if (transposeB) packTransposed(b + 4 * (j0 * k + k0), k, packedB, nc, kc, NR);
      else packB(b + 4 * (k0 * n + j0), n, packedB, kc, nc);
      for (let i0 = fromRow; i0 < toRow; i0 += MC) {
        const mc = min(MC, toRow - i0);
        if (transposeA) packTransposedA(a + 4 * (k0 * m + i0), m, packedA, mc, kc);
        else packTransposed(a + 4 * (i0 * k + k0), k, packedA, mc, kc, MR);
        multiplyBlock(packedA, packedB, c + 4 * (i0 * n + j0), 4 * n, edge, mc, nc, kc, k0 > 0);
      }
    }
  }
}

/** C (+)= packed A times packed B; rows of C are `stride` bytes apart. */
function multiplyBlock(
  a: i32,
  b: i32,
  c: i32,
  stride: i32,
  edge: i32,
  rows: i32,
  columns: i32,
  k: i32,
  accumulate: bool,
): void {
  for (let j = 0; j < columns; j += NR) {
    for (let i = 0; i < rows; i += MR) {
      const to = c + stride * i + 4 * j;
      if (rows - i >= MR && columns - j >= NR) {
        tile(a + 4 * i * k, b + 4 * j * k, to, stride, k, accumulate);
      } else {
        tile(a + 4 * i * k, b + 4 * j * k, edge, 4 * NR, k, false);
        putEdge(edge, to, stride, min(MR, rows - i), min(NR, columns - j), accumulate);
      }
    }
  }
}

/** The part of a tile that lies inside C. */
function putEdge(edge: i32, c: i32, stride: i32, rows: i32, columns: i32, accumulate: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < 4 * columns; j += 4) {
      const value = f32.load(edge + 4 * NR * i + j);
      const to = c + stride * i + j;
      f32.store(to, accumulate ? f32.load(to) + value : value);
    }
  }
}

/** a · b + c, rounded once where relaxed SIMD is there, else twice. */
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b));
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
  const end = b + 4 * NR * k;
  // Counting by the pointer itself: one instruction fewer, 8 % faster.
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
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

/** Panels of 4 rows of A, stored as [k, m], element by element along k; rows past the end are zeros. */
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

/**
 * Panels of `width` (a multiple of 4) rows of a row-major matrix [rows, k], element by element along k: A as it is
 * stored, or B stored transposed. Rows past the end are zeros.
 */
function packTransposed(from: i32, lda: i32, out: i32, rows: i32, k: i32, width: i32): void {
  const whole = k & ~3;
  for (let i = 0; i < rows; i += width) {
    if (rows - i < width) memory.fill(out, 0, 4 * width * k);
    for (let r = 0; r < width && i + r < rows;) {
      const row = from + 4 * (i + r) * lda;
      const to = out + 4 * r;
      if (i + r + 4 <= rows) {
        transposeFour(row, 4 * lda, to, 4 * width, whole);
        for (let q = 0; q < 4; q++) packRow(row + 4 * q * lda, to + 4 * q, whole, k, width);
        r += 4;
      } else {
        packRow(row, to, 0, k, width);
        r++;
      }
    }
    out += 4 * width * k;
  }
}

/** Elements `start` to `k` of one row, `width` floats apart. */
function packRow(row: i32, out: i32, start: i32, k: i32, width: i32): void {
  for (let p = start; p < k; p++) f32.store(out + 4 * width * p, f32.load(row + 4 * p));
}

/** Four rows, `lda` bytes apart, as columns: `k`, a multiple of 4, groups of 4 floats, `step` bytes apart. */
function transposeFour(row: i32, lda: i32, out: i32, step: i32, k: i32): void {
  for (let p = 0; p < k; p += 4) {
    const r0 = v128.load(row);
    const r1 = v128.load(row + lda);
    const r2 = v128.load(row + 2 * lda);
    const r3 = v128.load(row + 3 * lda);
    const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<i64>(low01, low23, 0, 2));
    v128.store(out + step, v128.shuffle<i64>(low01, low23, 1, 3));
    v128.store(out + 2 * step, v128.shuffle<i64>(high01, high23, 0, 2));
    v128.store(out + 3 * step, v128.shuffle<i64>(high01, high23, 1, 3));
    row += 16;
    out += 4 * step;
  }
}
