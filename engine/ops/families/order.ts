import type { TypedArray } from '../../tensor/dtype';

export type Direction = 'ASCENDING' | 'DESCENDING';

/*
 * The order that sorts and searches share: equal elements keep the order that they come in, and NaN
 * counts as larger than every number, so that it is last ascending and first descending. TensorFlow
 * leaves the place of NaN open; this is NumPy's and PyTorch's.
 */

/** Below zero where `a` is the smaller. */
function compare(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(a !== a) - Number(b !== b);
}

/** From here on a line is sorted by the digits of its numbers; below, comparing is faster. */
const MANY = 512;

/** The places of a line's elements in order, the first `kept` of them. */
export function orderedPlaces(
  x: TypedArray,
  start: number,
  stride: number,
  n: number,
  direction: Direction,
  kept: number,
): Int32Array {
  const sign = direction === 'ASCENDING' ? 1 : -1;
  const order = (i: number, j: number) => sign * compare(x[start + i * stride], x[start + j * stride]);
  if (kept * 8 < n) return firstPlaces(order, n, kept);
  if (n >= MANY && !(x instanceof Float64Array)) {
    return byDigits(keysOf(x, start, stride, n, direction)).subarray(0, kept);
  }
  const places = new Int32Array(n);
  for (let i = 0; i < n; i++) places[i] = i;
  return places.sort(order).subarray(0, kept);
}

/** A few of many: each element is put among the best so far, if it belongs there. */
function firstPlaces(order: (i: number, j: number) => number, n: number, kept: number): Int32Array {
  const places = new Int32Array(kept);
  for (let i = 0, held = 0; i < n; i++) {
    if (held === kept && (kept === 0 || order(i, places[kept - 1]) >= 0)) continue;
    let at = held < kept ? held++ : kept - 1;
    for (; at > 0 && order(i, places[at - 1]) < 0; at--) places[at] = places[at - 1];
    places[at] = i;
  }
  return places;
}

/**
 * The elements of a line as words that order as they do: an int32 with its sign bit turned; a float32's
 * bits, all turned below zero and the sign above, both zeros alike and every NaN the largest.
 */
function keysOf(x: TypedArray, start: number, stride: number, n: number, direction: Direction): Uint32Array {
  const keys = new Uint32Array(n);
  const turn = direction === 'ASCENDING' ? 0 : -1;
  if (x instanceof Float32Array) {
    const floats = new Float32Array(keys.buffer);
    // −0 + 0 is 0.
    for (let i = 0, p = start; i < n; i++, p += stride) floats[i] = x[p] + 0;
    for (let i = 0; i < n; i++) {
      const bits = keys[i];
      const isNan = (bits & 0x7fffffff) > 0x7f800000;
      keys[i] = (isNan ? -1 : bits & 0x80000000 ? ~bits : bits | 0x80000000) ^ turn;
    }
  } else {
    for (let i = 0, p = start; i < n; i++, p += stride) keys[i] = x[p] ^ 0x80000000 ^ turn;
  }
  return keys;
}

/** Sorts places by their keys, a digit at a time, the lowest first: each round keeps the order of the last. */
function byDigits(keys: Uint32Array): Int32Array {
  const n = keys.length;
  const bits = n < 32768 ? 8 : 16;
  const digits = 1 << bits;
  let places = new Int32Array(n);
  let next = new Int32Array(n);
  for (let i = 0; i < n; i++) places[i] = i;
  for (let shift = 0; shift < 32; shift += bits) {
    const ends = new Int32Array(digits + 1);
    for (let i = 0; i < n; i++) ends[((keys[i] >>> shift) & (digits - 1)) + 1]++;
    for (let digit = 0; digit < digits; digit++) ends[digit + 1] += ends[digit];
    for (let i = 0; i < n; i++) {
      const place = places[i];
      next[ends[(keys[place] >>> shift) & (digits - 1)]++] = place;
    }
    [places, next] = [next, places];
  }
  return places;
}
