// Float32 loops over long arrays in WASM SIMD (AssemblyScript; compiled by build/scripts/wasm.mjs). Arrays are given by
// address; `n` counts floats. Each loop gives bit for bit what the plain loop of its op gives: four lanes round alike,
// and sums are added in the same order in float64.

/** y ← w − rate · g, rounded after each operation. */
export function descend(w: i32, g: i32, y: i32, n: i32, rate: f32): void {
  const rates = f32x4.splat(rate);
  const end = 4 * n;
  let i = 0;
  for (; i + 16 <= end; i += 16) {
    v128.store(y + i, f32x4.sub(v128.load(w + i), f32x4.mul(v128.load(g + i), rates)));
  }
  for (; i < end; i += 4) f32.store(y + i, f32.load(w + i) - f32.load(g + i) * rate);
}

/** y[j] ← Σᵢ x[i, j], added up in float64. */
export function sumRows(x: i32, y: i32, rows: i32, columns: i32): void {
  const width = 4 * columns;
  let j = 0;
  for (; j + 16 <= width; j += 16) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let at = x + j;
    for (let r = 0; r < rows; r++) {
      const four = v128.load(at);
      low = f64x2.add(low, f64x2.promote_low_f32x4(four));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i64>(four, four, 1, 0)));
      at += width;
    }
    v128.store(y + j, v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2));
  }
  for (; j < width; j += 4) {
    let sum: f64 = 0;
    for (let r = 0, at = x + j; r < rows; r++, at += width) sum += f32.load(at);
    f32.store(y + j, <f32>sum);
  }
}
