import { binary } from '../families/binary';

/**
 * Quotients rounded down. WGSL's integer one rounds towards zero; its float one may be off by a few
 * units in the last place, which the remainder tells.
 */
export const FLOOR_QUOTIENT = `fn floorQuotient(a: i32, b: i32) -> i32 {
  if (b == 0) { return 0; }
  let q = a / b;
  return select(q, q - 1, a % b != 0 && (a < 0) != (b < 0));
}
fn floorQuotientF(a: f32, b: f32) -> f32 {
  let q = floor(a / b);
  if (!isFinite(q) || !isFinite(b)) { return q; }
  let rest = fma(-q, b, a);
  if (rest != 0.0 && (rest < 0.0) != (b < 0.0)) { return q - 1.0; }
  let beyond = fma(-(q + 1.0), b, a);
  return select(q, q + 1.0, b != 0.0 && (beyond == 0.0 || (beyond < 0.0) == (b < 0.0)));
}`;

/** An integer divided by 0 gives 0: a GPU cannot throw. */
export const floordiv = binary({
  name: 'floordiv',
  tfNames: ['tf.math.floordiv'],
  doc: 'Divides element by element and rounds down.',
  formula: String.raw`y = \left\lfloor \frac{a}{b} \right\rfloor`,
  derivatives: [null, null],
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = Math.floor(a[pa] / b[pb]);
  },
  wgsl: (dtype) => (dtype === 'int32' ? 'floorQuotient(a, b)' : 'floorQuotientF(a, b)'),
  wgslHelpers: FLOOR_QUOTIENT,
  ranges: [
    [-2, 2],
    [0.5, 2],
  ],
  gradient: null,
});
