import { type Heap, heap, RESIDENT_FROM } from './heap';
import type { TypedArray } from '../../tensor/dtype';
import { placed } from './placed';

/* Loops over arrays that live in the heap, in WASM SIMD; every other array takes plain loops with the same result. */

/** The heap when all the arrays live in it, else null. */
function home(...arrays: readonly TypedArray[]): Heap | null {
  for (const array of arrays) {
    if (array.length < RESIDENT_FROM || !(array instanceof Float32Array) || !heap().holds(array)) return null;
  }
  return heap();
}

/** `next[i] = w[i] − rate · g[i]` in float32, rounded after each operation, as TensorFlow's kernel does. */
export function descend32(w: Float32Array, g: Float32Array, next: Float32Array, learningRate: number): void {
  const n = next.length;
  const at = home(next, w, g);
  if (at !== null) return at.kernels.rows.descend(w.byteOffset, g.byteOffset, next.byteOffset, n, learningRate);
  const rate = Math.fround(learningRate);
  for (let i = 0; i < n; i++) next[i] = Math.fround(w[i] - Math.fround(g[i] * rate));
}

/** `y[j] = Σᵢ x[i, j]`, added up in float64; false where plain loops must do it. */
export function sumRowsResident(x: TypedArray, y: TypedArray): boolean {
  const at = home(x);
  if (at === null) return false;
  const place = placed();
  const atY = place.output(y as Float32Array, 0, y.length);
  if (atY !== 0) {
    at.kernels.rows.sumRows(x.byteOffset, atY, x.length / y.length, y.length);
    place.collect(atY, y as Float32Array, 0, y.length);
  }
  place.finish();
  return atY !== 0;
}
