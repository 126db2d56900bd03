const SCALE = 2 / Math.sqrt(Math.PI);

/**
 * erf(x) to float64 precision: below 2.5 the series 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!, whose
 * terms are all of one sign; above, 1 − erfc(x) with erfc's continued fraction (Abramowitz and
 * Stegun 7.1.6 and 7.1.14).
 */
export function erfOf(x: number): number {
  const u = Math.abs(x);
  if (!(u < 6)) return Number.isNaN(x) ? NaN : Math.sign(x);
  return u < 2.5 ? seriesOf(x) : Math.sign(x) * (1 - complementOf(u));
}

function seriesOf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return SCALE * Math.exp(-x * x) * sum;
}

/** Φ(x), the share of the standard normal distribution below x, to float64 precision: ½ erfc(−x/√2) where 1 + erf would cancel. */
export function normalShareOf(x: number): number {
  const u = x * Math.SQRT1_2;
  return u < -2.5 ? 0.5 * complementOf(-u) : 0.5 * (1 + erfOf(u));
}

function complementOf(u: number): number {
  let tail = u;
  for (let n = 60; n >= 1; n--) tail = u + n / 2 / tail;
  return Math.exp(-u * u) / (Math.sqrt(Math.PI) * tail);
}

/** `erfF(x)` for float32: a rational function on [−4, 4], beyond which erf is ±1 (the coefficients of Eigen's). */
export const ERF = `fn erfF(value: f32) -> f32 {
  if (isNan(value)) { return value; }
  let x = clamp(value, -4.0, 4.0);
  let z = x * x;
  var p = fma(-2.72614225801306e-10, z, 2.77068142495902e-08);
  p = fma(p, z, -2.10102402082508e-06);
  p = fma(p, z, -5.69250639462346e-05);
  p = fma(p, z, -7.34990630326855e-04);
  p = fma(p, z, -2.95459980854025e-03);
  p = fma(p, z, -1.60960333262415e-02);
  var q = fma(-1.45660718464996e-05, z, -2.13374055278905e-04);
  q = fma(q, z, -1.68282697438203e-03);
  q = fma(q, z, -7.37332916720468e-03);
  q = fma(q, z, -1.42647390514189e-02);
  // Not p · x / q: the product of a tiny x is a denormal number, which a GPU may take for 0.
  return x * (p / q);
}`;

/**
 * `normalShareF(x)` = Φ(x), the share of the standard normal distribution below x, for float32. Below
 * −1.4 it is half of erfc, which does not cancel as 1 + erf does: the approximation of Numerical
 * Recipes (Press et al., 2nd edition, 6.2), good to 1.2 · 10⁻⁷ of the value. Needs `EXP` and `PRODUCT`.
 */
export const NORMAL_SHARE = `${ERF}
fn normalShareF(x: f32) -> f32 {
  if (!(x < -1.4)) { return 0.5 * (1.0 + erfF(x * ${Math.SQRT1_2})); }
  if (x < -14.0) { return 0.0; }
  let t = 1.0 / fma(-0.5 * ${Math.SQRT1_2}, x, 1.0);
  var p = fma(0.17087277, t, -0.82215223);
  p = fma(p, t, 1.48851587);
  p = fma(p, t, -1.13520398);
  p = fma(p, t, 0.27886807);
  p = fma(p, t, -0.18628806);
  p = fma(p, t, 0.09678418);
  p = fma(p, t, 0.37409196);
  p = fma(p, t, 1.00002368);
  p = fma(p, t, -1.26551223);
  let half = 0.5 * x;
  let square = half * x;
  let tail = expF(-square);
  return 0.5 * t * expF(p) * fma(-tail, lostInProduct(half, x, square), tail);
}`;
