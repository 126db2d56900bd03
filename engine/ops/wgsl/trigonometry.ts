/**
 * Tangents, arcs, hyperbolic functions and their inverses in WGSL, good to a few units in the last
 * place over the whole range of float32. The language promises far less: an absolute error of about
 * 10⁻⁷ to 10⁻³ for most of them, inverses that cancel near 0, and overflow long before the result does.
 * The polynomials are those of Cephes (S. L. Moshier, asinf.c, atanf.c, sinhf.c).
 */
import { EXP, LOG, SIN_COS } from './math';

/** signedLike(x, y): x, which is not negative, with the sign of y, that of −0 included. */
const SIGNED = `
fn signedLike(x: f32, y: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) | (bitcast<u32>(y) & 0x80000000u));
}`;

/** tanF(x), as the quotient of sine and cosine. */
export const TAN = `${SIN_COS}
fn tanF(x: f32) -> f32 {
  if (!isFinite(x)) { return nanF(); }
  if (x == 0.0) { return x; }
  let turned = quarterTurns(x);
  let quadrant = i32(turned.y);
  return sinCosPart(turned.x, quadrant) / sinCosPart(turned.x, quadrant + 1);
}`;

/** asinF(x) and acosF(x): a polynomial below ½, and above it that of the half angle, asin x = π/2 − 2 asin √((1 − x)/2). */
export const ARC_SIN_COS = `${SIGNED}
fn asinPart(x: f32) -> f32 {
  let z = x * x;
  var p = fma(4.2163199048e-2, z, 2.4181311049e-2);
  p = fma(p, z, 4.5470025998e-2);
  p = fma(p, z, 7.4953002686e-2);
  p = fma(p, z, 1.6666752422e-1);
  return fma(p * z, x, x);
}
fn asinF(x: f32) -> f32 {
  let a = abs(x);
  if (isNan(x) || a > 1.0) { return nanF(); }
  if (a <= 0.5) { return asinPart(x); }
  return signedLike(1.57079633 - 2.0 * asinPart(sqrt(0.5 * (1.0 - a))), x);
}
fn acosF(x: f32) -> f32 {
  let a = abs(x);
  if (isNan(x) || a > 1.0) { return nanF(); }
  if (a <= 0.5) { return 1.57079633 - asinPart(x); }
  let half = 2.0 * asinPart(sqrt(0.5 * (1.0 - a)));
  return select(half, 3.14159265 - half, x < 0.0);
}`;

/**
 * atanF(x) and atan2F(y, x). Both come down to the angle whose tangent is lo / hi, 0 ≤ lo ≤ hi; above
 * tan π/8 that is π/4 less the angle of (hi − lo) / (hi + lo). A GPU may divide wrongly by numbers
 * near the ends of the range, so they are first brought inside.
 */
export const ARC_TAN = `${SIGNED}
fn atanPart(t: f32) -> f32 {
  let z = t * t;
  var p = fma(8.05374449538e-2, z, -1.38776856032e-1);
  p = fma(p, z, 1.99777106478e-1);
  p = fma(p, z, -3.33329491539e-1);
  return fma(p * z, t, t);
}
fn angleOf(low: f32, high: f32) -> f32 {
  if (high == 0.0) { return 0.0; }
  if (isInf(high)) { return select(0.0, 0.785398163, isInf(low)); }
  var scale = 1.0;
  if (high > 1e30) { scale = 1e-10; }
  if (high < 1e-20) { scale = 1e18; }
  let lo = low * scale;
  let hi = high * scale;
  if (lo > 0.414213562 * hi) { return 0.785398163 - atanPart((hi - lo) / (hi + lo)); }
  return atanPart(lo / hi);
}
fn atanF(x: f32) -> f32 {
  if (isNan(x)) { return x; }
  let a = abs(x);
  if (a <= 1.0) { return signedLike(angleOf(a, 1.0), x); }
  return signedLike(1.57079633 - angleOf(1.0, a), x);
}
fn atan2F(y: f32, x: f32) -> f32 {
  if (isNan(x)) { return x; }
  if (isNan(y)) { return y; }
  let a = abs(x);
  let b = abs(y);
  var angle = angleOf(min(a, b), max(a, b));
  if (b > a) { angle = 1.57079633 - angle; }
  if ((bitcast<u32>(x) >> 31u) == 1u) { angle = 3.14159265 - angle; }
  return signedLike(angle, y);
}`;

/** sinhF(x) and coshF(x): a polynomial for the sine below 1, and (e^x ∓ e^−x) / 2 above, with e^x taken as a square where it alone would overflow. */
export const HYPERBOLIC = `${SIGNED}${EXP}
fn halfExp(a: f32) -> f32 {
  if (a < 80.0) { return 0.5 * expF(a); }
  let root = expF(0.5 * a);
  return (0.5 * root) * root;
}
fn sinhF(x: f32) -> f32 {
  if (isNan(x)) { return x; }
  let a = abs(x);
  if (a > 90.0) { return signedLike(infF(), x); }
  if (a > 1.0) {
    let e = halfExp(a);
    return signedLike(select(e, e - 0.25 / e, a < 20.0), x);
  }
  let z = x * x;
  var p = fma(2.03721912945e-4, z, 8.33028376239e-3);
  p = fma(p, z, 1.66667160211e-1);
  return fma(p * z, x, x);
}
fn coshF(x: f32) -> f32 {
  if (isNan(x)) { return x; }
  let a = abs(x);
  if (a > 90.0) { return infF(); }
  let e = halfExp(a);
  return select(e, e + 0.25 / e, a < 20.0);
}`;

/**
 * asinhF, acoshF and atanhF, each by ln(1 + t) with a t that does not cancel. Beyond 10⁴ the first two
 * are ln x + ln 2 to the last place, and x² cannot overflow.
 */
export const ARC_HYPERBOLIC = `${SIGNED}${LOG}
fn asinhF(x: f32) -> f32 {
  if (isNan(x) || isInf(x)) { return x; }
  let a = abs(x);
  if (a > 1e4) { return signedLike(logF(a) + 0.693147181, x); }
  let square = a * a;
  return signedLike(log1pF(a + square / (1.0 + sqrt(square + 1.0))), x);
}
fn acoshF(x: f32) -> f32 {
  if (isNan(x) || x < 1.0) { return nanF(); }
  if (isInf(x)) { return x; }
  if (x > 1e4) { return logF(x) + 0.693147181; }
  let t = x - 1.0;
  return log1pF(t + sqrt(t * (t + 2.0)));
}
fn atanhF(x: f32) -> f32 {
  let a = abs(x);
  if (isNan(x) || a > 1.0) { return nanF(); }
  if (a == 1.0) { return signedLike(infF(), x); }
  return signedLike(0.5 * log1pF(2.0 * a / (1.0 - a)), x);
}`;
