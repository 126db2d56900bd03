import type { TypedArray } from '../tensor/dtype';

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

export const FLOAT32: Tolerance = { relative: 2e-6, absolute: 1e-6 };

/**
 * The first place where two arrays differ by more than the tolerance, in words; null when they
 * agree. NaN agrees with NaN alone, an infinity with itself; whole numbers and bools agree exactly.
 */
export function difference(actual: TypedArray, expected: TypedArray, tolerance = FLOAT32): string | null {
  if (actual.length !== expected.length) return `${actual.length} elements, expected ${expected.length}`;
  if (actual.constructor !== expected.constructor)
    return `${actual.constructor.name}, expected ${expected.constructor.name}`;
  const exact = !(expected instanceof Float32Array);
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i], expected[i]];
    if (Object.is(a, e) || a === e) continue;
    const slack = exact ? 0 : tolerance.absolute + tolerance.relative * Math.abs(e);
    if (!(Number.isFinite(a) && Number.isFinite(e) && Math.abs(a - e) <= slack)) {
      return `element ${i} is ${a}, expected ${e}`;
    }
  }
  return null;
}
