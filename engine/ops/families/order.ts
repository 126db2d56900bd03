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
