/*
 * How an elementwise op describes itself for SIMD: as an expression over four elements at a time, one to each lane. The
 * CPU backend makes one WASM loop of it, or of many ops' expressions together.
 *
 * A value is `single` (float32), `double` (float64), `mask` (bool) or `bits` (the words of float64). Arithmetic on singles
 * rounds after every operation, as float32 kernels do. Where an op's plain loop computes in JavaScript's float64 and
 * rounds once, when it stores, its lanes do the same with doubles. Lanes therefore give what the plain loops give, and
 * no result depends on how large an array is or where it lies.
 */

export interface Lane {
  readonly kind: 'single' | 'double' | 'mask' | 'bits';
}

/** A value, or a number that stands for a constant of the other operand's kind. */
export type LaneLike = Lane | number;

/** The value of an op in the values of its inputs: singles, and masks for bools. Null: not with these inputs or attributes. */
export type LaneKernel = (b: LaneBuilder, inputs: readonly Lane[], attributes: never) => Lane | null;

export interface LaneBuilder {
  add(x: LaneLike, y: LaneLike): Lane;
  sub(x: LaneLike, y: LaneLike): Lane;
  mul(x: LaneLike, y: LaneLike): Lane;
  div(x: LaneLike, y: LaneLike): Lane;
  /** NaN on either side gives NaN, and −0 is below 0, as in Math.min and Math.max. */
  min(x: LaneLike, y: LaneLike): Lane;
  max(x: LaneLike, y: LaneLike): Lane;

  neg(x: Lane): Lane;
  abs(x: Lane): Lane;
  sqrt(x: Lane): Lane;
  floor(x: Lane): Lane;
  ceil(x: Lane): Lane;
  trunc(x: Lane): Lane;
  /** To the nearest whole number, halves to the even one. */
  nearest(x: Lane): Lane;
  /** The size of x with the sign of y. */
  copysign(x: LaneLike, y: Lane): Lane;

  exp(x: Lane): Lane;
  expm1(x: Lane): Lane;
  log(x: Lane): Lane;
  log1p(x: Lane): Lane;
  tanh(x: Lane): Lane;
  sigmoid(x: Lane): Lane;
  softplus(x: Lane): Lane;
  /** Good for a float32 result; a double has no more digits than that. */
  erf(x: Lane): Lane;

  less(x: LaneLike, y: LaneLike): Lane;
  lessEqual(x: LaneLike, y: LaneLike): Lane;
  greater(x: LaneLike, y: LaneLike): Lane;
  greaterEqual(x: LaneLike, y: LaneLike): Lane;
  equal(x: LaneLike, y: LaneLike): Lane;
  notEqual(x: LaneLike, y: LaneLike): Lane;

  and(x: Lane, y: Lane): Lane;
  or(x: Lane, y: Lane): Lane;
  xor(x: Lane, y: Lane): Lane;
  not(x: Lane): Lane;
  /** x where the mask holds, y elsewhere. */
  select(mask: Lane, x: LaneLike, y: LaneLike): Lane;
  /** 1 where the mask holds, 0 elsewhere. */
  number(mask: Lane): Lane;

  /** float64 of float32: exact. */
  double(x: Lane): Lane;
  /** float32 of float64, rounded to nearest even. What an op returns is rounded by itself. */
  single(x: Lane): Lane;
}
