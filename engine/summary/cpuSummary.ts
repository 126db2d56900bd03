import type { Summary } from '../protocol/tensorView';
import type { TypedArray } from '../tensor/dtype';

/** One loop over the numbers, in float64. Cheap for tiny arrays: it allocates the answer and nothing else. */
export function summarizeArray(data: TypedArray): Summary {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let squares = 0;
  let zeros = 0;
  let nanCount = 0;
  let infCount = 0;
  const n = data.length;
  for (let i = 0; i < n; i++) {
    const x = data[i];
    // The difference is NaN for NaN and for both infinities, and 0 for every number.
    if (x - x !== 0) {
      if (x !== x) nanCount++;
      else infCount++;
      continue;
    }
    if (x < min) min = x;
    if (x > max) max = x;
    if (x === 0) zeros++;
    sum += x;
    squares += x * x;
  }
  const finite = n - nanCount - infCount;
  if (finite === 0) return { min: NaN, max: NaN, mean: NaN, norm: 0, zeros: 0, nanCount, infCount };
  // Of a summary a zero has no sign: which one came first would decide it.
  min += 0;
  max += 0;
  const share = zeros / n;
  // Only float64 numbers can be so large that their sum or squares overflow here.
  if (squares === Infinity) return { min, max, ...scaled(data, min, max, finite), zeros: share, nanCount, infCount };
  return { min, max, mean: sum / finite, norm: Math.sqrt(squares), zeros: share, nanCount, infCount };
}

function scaled(data: TypedArray, min: number, max: number, finite: number): Pick<Summary, 'mean' | 'norm'> {
  const scale = Math.max(-min, max);
  let mean = 0;
  let squares = 0;
  for (const x of data) {
    if (!Number.isFinite(x)) continue;
    mean += x / scale / finite;
    squares += (x / scale) ** 2;
  }
  return { mean: mean * scale, norm: Math.sqrt(squares) * scale };
}
