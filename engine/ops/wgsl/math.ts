/**
 * WGSL functions where the built-in ones are not good enough. The language allows exp a relative
 * error that grows with |x|, log an absolute one of 2⁻²¹ near 1, sin and cos one of 2⁻¹¹; tanh may
 * overflow inside; and a compiler may assume that NaN and Inf do not exist, so they are told by
 * their bits and made from bits that it cannot see. The polynomials are those of Cephes
 * (S. L. Moshier, expf.c, logf.c, tanhf.c, sinf.c), good to 1–2 units in the last place.
 */

const words = new DataView(new ArrayBuffer(4));

/** A float parameter as the 32-bit word that carries it. */
export function floatBits(value: number): number {
  words.setFloat32(0, value);
  return words.getUint32(0);
}

/** NaN and Inf, told by bits and made from bits. In every elementwise kernel. */
export const BITS = `var<private> nan_bits: u32 = 0x7fc00000u;
var<private> inf_bits: u32 = 0x7f800000u;
fn nanF() -> f32 { return bitcast<f32>(nan_bits); }
fn infF() -> f32 { return bitcast<f32>(inf_bits); }
fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn isInf(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) == 0x7f800000u; }
fn isFinite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }`;

/** maxF and minF: as JavaScript's Math.max and Math.min, NaN wins. */
export const EXTREMES = `
fn maxF(a: f32, b: f32) -> f32 {
  if (isNan(a)) { return a; }
  if (isNan(b)) { return b; }
  return select(b, a, a > b);
}
fn minF(a: f32, b: f32) -> f32 {
  if (isNan(a)) { return a; }
  if (isNan(b)) { return b; }
  return select(b, a, a < b);
}`;

/**
 * expF(x), and expm1F(x) = e^x − 1 without cancellation near 0. e^x = 2^k · e^r with |r| ≤ ln 2 / 2. Both sides are computed
 * and one selected, here and below: neighbours that part ways cost more.
 */
export const EXP = `
fn expTail(r: f32) -> f32 {
  var p = fma(1.9875691500e-4, r, 1.3981999507e-3);
  p = fma(p, r, 8.3334519073e-3);
  p = fma(p, r, 4.1665795894e-2);
  p = fma(p, r, 1.6666665459e-1);
  p = fma(p, r, 5.0000001201e-1);
  return p * r * r;
}
fn powerOfTwo(n: i32) -> f32 { return bitcast<f32>(u32(n + 127) << 23u); }
fn expF(x: f32) -> f32 {
  let inside = clamp(x, -104.0, 89.0);
  let k = round(inside * 1.44269504);
  let r = fma(k, 2.12194440e-4, fma(k, -0.693359375, inside));
  let n = i32(k);
  let half = n / 2;
  let y = (1.0 + (r + expTail(r))) * powerOfTwo(half) * powerOfTwo(n - half);
  return select(select(select(y, 0.0, x < -104.0), infF(), x > 89.0), x, isNan(x));
}
fn expm1F(x: f32) -> f32 {
  return select(expF(x) - 1.0, x + expTail(x), abs(x) < 0.35);
}`;

/** logF(x) and log1pF(x) = ln(1 + x) without cancellation near 0. x = 2^e · (1 + f), 1 + f in [√½, √2). */
export const LOG = `
fn logTail(f: f32) -> f32 {
  var p = fma(7.0376836292e-2, f, -1.1514610310e-1);
  p = fma(p, f, 1.1676998740e-1);
  p = fma(p, f, -1.2420140846e-1);
  p = fma(p, f, 1.4249322787e-1);
  p = fma(p, f, -1.6668057665e-1);
  p = fma(p, f, 2.0000714765e-1);
  p = fma(p, f, -2.4999993993e-1);
  p = fma(p, f, 3.3333331174e-1);
  return p * f * f * f;
}
fn logF(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  let small = bits < 0x00800000u;
  let normal = select(bits, bitcast<u32>(f32(bits) * 1.1754943508e-38), small);
  let n = bitcast<f32>((normal & 0x007fffffu) | 0x3f800000u);
  let above = n > 1.41421356;
  let e = f32(normal >> 23u) + select(-127.0, -150.0, small) + select(0.0, 1.0, above);
  let f = select(n, 0.5 * n, above) - 1.0;
  let y = fma(e, 0.693359375, f + fma(-0.5 * f, f, fma(e, -2.12194440e-4, logTail(f))));
  let real = select(select(y, nanF(), (bits >> 31u) == 1u), -infF(), (bits & 0x7fffffffu) == 0u);
  return select(real, x, isNan(x) || bits == 0x7f800000u);
}
fn log1pF(x: f32) -> f32 {
  return select(logF(1.0 + x), x + fma(-0.5 * x, x, logTail(x)), x > -0.29 && x < 0.41);
}`;

/** tanhF(x): a polynomial below 0.625, 1 − 2 / (e^2x + 1) above, which ends at ±1 for any large x. Needs EXP. */
export const TANH = `
fn tanhF(x: f32) -> f32 {
  let a = abs(x);
  let z = x * x;
  var p = fma(-5.70498872745e-3, z, 2.06390887954e-2);
  p = fma(p, z, -5.37397155531e-2);
  p = fma(p, z, 1.33314422036e-1);
  p = fma(p, z, -3.33332819422e-1);
  let small = fma(p * z, x, x);
  let large = sign(x) * (1.0 - 2.0 / (expF(2.0 * min(a, 20.0)) + 1.0));
  return select(select(large, small, a < 0.625), x, isNan(x));
}`;

/** sigmoidF(x) = 1 / (1 + e^−x), from the side where e stays small. Needs EXP. */
export const SIGMOID = `
fn sigmoidF(x: f32) -> f32 {
  let e = expF(-abs(x));
  return select(e / (1.0 + e), 1.0 / (1.0 + e), x >= 0.0);
}`;

/** softplusF(x) = ln(1 + e^x). Needs EXP and LOG. */
export const SOFTPLUS = `
fn softplusF(x: f32) -> f32 {
  if (isNan(x)) { return x; }
  return max(x, 0.0) + log1pF(expF(-abs(x)));
}`;

/** lostInProduct(x, y, x · y): what rounding took from the product, by halves of the factors, since fma need not be exact. */
export const PRODUCT = `
fn upperHalf(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u); }
fn lostInProduct(x: f32, y: f32, product: f32) -> f32 {
  let a = upperHalf(x);
  let b = upperHalf(y);
  return ((a * b - product) + (a * (y - b) + (x - a) * b)) + (x - a) * (y - b);
}`;

/**
 * powF(a, b) as JavaScript's Math.pow: whole exponents up to 64 by repeated squaring (exact where the
 * result is), otherwise e^(b ln|a|) with the sign put back; NaN for a negative base and a fraction.
 * What rounding takes from the logarithm would be multiplied by b, so it is carried along in a second
 * float.
 * powI wraps like integer products; a negative exponent leaves only ±1. Needs EXP and LOG.
 */
export const POW = `${PRODUCT}
fn powI(a: i32, b: i32) -> i32 {
  if (b < 0) {
    if (a == 1) { return 1; }
    return select(0, select(1, -1, (b & 1) == 1), a == -1);
  }
  var result = 1;
  var square = a;
  for (var rest = u32(b); rest > 0u; rest >>= 1u) {
    if ((rest & 1u) == 1u) { result *= square; }
    square *= square;
  }
  return result;
}
fn powWhole(a: f32, n: u32) -> f32 {
  var result = 1.0;
  var square = a;
  for (var rest = n; rest > 0u; rest >>= 1u) {
    if ((rest & 1u) == 1u) { result *= square; }
    square *= square;
  }
  return result;
}
fn logPair(x: f32) -> vec2f {
  let bits = bitcast<u32>(x);
  var e = f32(bits >> 23u) - 127.0;
  var m = bitcast<f32>((bits & 0x007fffffu) | 0x3f800000u);
  if (m > 1.41421356) {
    m *= 0.5;
    e += 1.0;
  }
  let f = m - 1.0;
  let large = e * 0.693359375;
  let sum = large + f;
  let square = (-0.5 * f) * f;
  let near = sum + square;
  let rest = fma(e, -2.12194440e-4, logTail(f));
  let value = near + rest;
  let lost = select(0.0, (large - sum) + f, e != 0.0) + ((sum - near) + square) + ((near - value) + rest);
  return vec2f(value, lost + lostInProduct(-0.5 * f, f, square));
}
fn powPositive(a: f32, b: f32) -> f32 {
  if (a < 1.1754943508e-38 || isInf(a) || isInf(b)) { return expF(b * logF(a)); }
  let log = logPair(a);
  let high = b * log.x;
  let p = expF(high);
  if (isInf(high) || isInf(p)) { return p; }
  return fma(p, lostInProduct(b, log.x, high) + b * log.y, p);
}
fn powF(a: f32, b: f32) -> f32 {
  if (b == 0.0 && !isNan(b)) { return 1.0; }
  if (isNan(a)) { return a; }
  if (isNan(b)) { return b; }
  let whole = isFinite(b) && floor(b) == b;
  if (whole && abs(b) <= 64.0) {
    let p = powWhole(a, u32(abs(b)));
    if (b > 0.0) { return p; }
    if (p == 0.0) { return select(infF(), -infF(), (bitcast<u32>(p) >> 31u) == 1u); }
    return 1.0 / p;
  }
  let odd = whole && abs(b) < 16777216.0 && (i32(b) & 1) == 1;
  let negative = (bitcast<u32>(a) >> 31u) == 1u;
  if (a < 0.0 && isFinite(a) && isFinite(b) && !whole) { return nanF(); }
  if (isInf(b) && abs(a) == 1.0) { return nanF(); }
  let p = powPositive(abs(a), b);
  return select(p, -p, negative && odd);
}`;

/**
 * sinF(x) and cosF(x): x less the nearest quarter turns, then a polynomial. `quarterTurns` gives what
 * is left and their number. Up to 128 it subtracts multiples of π/2 in three parts; beyond, it
 * multiplies the mantissa by the bits of 2/π that count, 96 of 190, in whole numbers (Payne and Hanek,
 * 1983): the top two bits of the product are the quadrant, the others a fraction of a quarter turn.
 */
export const SIN_COS = `
fn highProduct(a: u32, b: u32) -> u32 {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let cross = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (middle >> 16u) + (cross >> 16u);
}
fn quarterTurnsOfLarge(x: f32) -> vec2f {
  var twoOverPi = array<u32, 8>(0u, 0x28be60dbu, 0x9391054au, 0x7f09d5f4u, 0x7d4d3770u, 0x36d8a566u, 0x4f10e410u, 0u);
  let bits = bitcast<u32>(x);
  let mantissa = ((bits & 0x007fffffu) << 8u) | 0x80000000u;
  let exponent = ((bits >> 23u) & 0xffu) - 126u;
  let word = exponent >> 5u;
  let shift = exponent & 31u;
  var a = twoOverPi[word];
  var b = twoOverPi[word + 1u];
  var c = twoOverPi[word + 2u];
  if (shift > 0u) {
    a = (a << shift) | (b >> (32u - shift));
    b = (b << shift) | (c >> (32u - shift));
    c = (c << shift) | (twoOverPi[word + 3u] >> (32u - shift));
  }
  let carried = highProduct(mantissa, c);
  var low = mantissa * b + carried;
  var high = highProduct(mantissa, b) + select(0u, 1u, low < carried) + mantissa * a;
  var turns = f32(high >> 30u);
  high &= 0x3fffffffu;
  var side = 1.0;
  if (high >= 0x20000000u) {
    high = 0x40000000u - high - select(0u, 1u, low > 0u);
    low = ~low + 1u;
    turns += 1.0;
    side = -1.0;
  }
  let rest = side * (f32(high) * 4294967296.0 + f32(low)) * 3.4061215800304e-19;
  return select(vec2f(rest, turns), vec2f(-rest, -turns), x < 0.0);
}
fn quarterTurns(x: f32) -> vec2f {
  if (abs(x) > 128.0) { return quarterTurnsOfLarge(x); }
  let q = round(x * 0.63661977);
  return vec2f(fma(q, -7.5497901264e-08, fma(q, -4.8375129699707031e-4, fma(q, -1.5703125, x))), q);
}
fn sinCosPart(r: f32, quadrant: i32) -> f32 {
  let z = r * r;
  let s = fma(fma(fma(-1.9515295891e-4, z, 8.3321608736e-3), z, -1.6666654611e-1) * z, r, r);
  let c = fma(fma(fma(2.443315711809948e-5, z, -1.388731625493765e-3), z, 4.166664568298827e-2) * z, z, fma(-0.5, z, 1.0));
  let value = select(s, c, (quadrant & 1) == 1);
  return select(value, -value, (quadrant & 3) >= 2);
}
fn sinF(x: f32) -> f32 {
  if (!isFinite(x)) { return nanF(); }
  if (x == 0.0) { return x; }
  let turned = quarterTurns(x);
  return sinCosPart(turned.x, i32(turned.y));
}
fn cosF(x: f32) -> f32 {
  if (!isFinite(x)) { return nanF(); }
  let turned = quarterTurns(x);
  return sinCosPart(turned.x, i32(turned.y) + 1);
}`;
