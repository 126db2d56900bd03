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
  return p * x / q;
}`;
