import { binary } from './families/binary';

/** The quotient of two i32 rounded down; WGSL's own rounds towards zero. */
export const FLOOR_QUOTIENT = `fn floorQuotient(a: i32, b: i32) -> i32 {
  if (b == 0) { return 0; }
  let q = a / b;
  return select(q, q - 1, a % b != 0 && (a < 0) != (b < 0));
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
  wgsl: 'floor(a / b)',
  wgslInt: 'floorQuotient(a, b)',
  wgslHelpers: FLOOR_QUOTIENT,
  ranges: [
    [-2, 2],
    [0.5, 2],
  ],
  gradient: null,
});
