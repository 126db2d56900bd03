import type { TypedArray } from '../../../tensor/dtype';
import { heap } from '../heap';
import { compileLanes, type RunLanes } from './kernel';
import { Lanes } from './lanes';

/** Elements from which a call of the lanes pays. Measured. */
const LANES_FROM = 512;

interface SumKernel {
  readonly run: RunLanes;
  /** Where it leaves the sum. */
  readonly result: Float64Array;
}

let shared: SumKernel | null = null;

/**
 * The sum of `n` elements of `x`, from `start` in steps of `stride`, in float64. Neighbours are added up in four parts, as
 * lanes do (element i in part i mod 4), so that a sum does not depend on who computes it.
 */
export function sumOf(x: TypedArray, start: number, stride: number, n: number): number {
  if (stride !== 1) {
    let sum = 0;
    for (let i = 0, p = start; i < n; i++, p += stride) sum += x[p];
    return sum;
  }
  const kernel = n >= LANES_FROM && x instanceof Float32Array && heap().holds(x) ? sumKernel() : null;
  if (kernel !== null) {
    kernel.run(1, n, x.byteOffset + 4 * start, kernel.result.byteOffset);
    return kernel.result[0];
  }
  let [a, b, c, d] = [0, 0, 0, 0];
  const end = start + n;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    a += x[i];
    b += x[i + 1];
    c += x[i + 2];
    d += x[i + 3];
  }
  if (i < end) a += x[i];
  if (i + 1 < end) b += x[i + 1];
  if (i + 2 < end) c += x[i + 2];
  return a + c + (b + d);
}

/** Null where the heap has no room for a number. */
function sumKernel(): SumKernel | null {
  if (shared !== null) return shared;
  const address = heap().borrow(2);
  if (address === 0) return null;
  const lanes = new Lanes();
  lanes.sum(lanes.input('full'));
  return (shared = { run: compileLanes(lanes), result: new Float64Array(heap().kernels.memory.buffer, address, 1) });
}
