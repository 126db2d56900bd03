import type { CpuOperand } from '../../tensor/backend';
import type { TypedArray } from '../../tensor/dtype';
import { type Shape, stridesOf } from '../../tensor/shape';

/**
 * One run of a binary kernel: `n` elements of `y` from `py` on, reading `a` from `pa` in steps of
 * `sa` (0 repeats one element) and `b` likewise. Each op writes its own loop, so that each stays
 * one machine loop without a call inside.
 */
export type BinaryLoop = (
  a: TypedArray,
  pa: number,
  sa: number,
  b: TypedArray,
  pb: number,
  sb: number,
  y: TypedArray,
  py: number,
  n: number,
) => void;

/** Strides of `shape` along the axes of the broadcast `out`; 0 where an axis is repeated. */
export function broadcastStrides(shape: Shape, out: Shape): number[] {
  const own = stridesOf(shape);
  const offset = out.length - shape.length;
  return out.map((size, axis) =>
    axis < offset || (shape[axis - offset] === 1 && size !== 1) ? 0 : own[axis - offset],
  );
}

/** Runs `loop` over two operands broadcast to `y`, in as few runs as the shapes allow. */
export function broadcastBinary(loop: BinaryLoop, a: CpuOperand, b: CpuOperand, y: CpuOperand): void {
  const n = y.size;
  if (n === 0) return;
  const wholeA = a.size === n;
  const wholeB = b.size === n;
  if ((wholeA || a.size === 1) && (wholeB || b.size === 1)) {
    loop(a.storage, 0, wholeA ? 1 : 0, b.storage, 0, wholeB ? 1 : 0, y.storage, 0, n);
    return;
  }
  if (wholeA && isRowOf(b.shape, y.shape)) {
    for (let py = 0; py < n; py += b.size) loop(a.storage, py, 1, b.storage, 0, 1, y.storage, py, b.size);
    return;
  }
  const { sizes, strides } = mergeAxes(y.shape, [
    broadcastStrides(a.shape, y.shape),
    broadcastStrides(b.shape, y.shape),
  ]);
  const inner = sizes.length - 1;
  const [sa, sb] = strides;
  const run = sizes[inner];
  const index = new Array<number>(inner).fill(0);
  for (let py = 0, pa = 0, pb = 0; py < n; py += run) {
    loop(a.storage, pa, sa[inner], b.storage, pb, sb[inner], y.storage, py, run);
    for (let axis = inner - 1; axis >= 0; axis--) {
      pa += sa[axis];
      pb += sb[axis];
      if (++index[axis] < sizes[axis]) break;
      pa -= sa[axis] * sizes[axis];
      pb -= sb[axis] * sizes[axis];
      index[axis] = 0;
    }
  }
}

/** Whether `shape` is the last axes of `whole`, so that it repeats as it is: a bias along a batch. */
function isRowOf(shape: Shape, whole: Shape): boolean {
  const offset = whole.length - shape.length;
  for (let axis = 0; axis < shape.length; axis++) if (shape[axis] !== whole[axis + offset]) return false;
  return true;
}

/** Joins neighbouring axes that every operand walks as one, and drops axes of size 1. At least one axis stays. */
export function mergeAxes(
  shape: Shape,
  strides: readonly (readonly number[])[],
): { sizes: number[]; strides: number[][] } {
  const sizes: number[] = [];
  const merged: number[][] = strides.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) continue;
    const last = sizes.length - 1;
    const joins = last >= 0 && strides.every((one, k) => merged[k][last] === one[axis] * shape[axis]);
    if (joins) {
      sizes[last] *= shape[axis];
      strides.forEach((one, k) => (merged[k][last] = one[axis]));
    } else {
      sizes.push(shape[axis]);
      strides.forEach((one, k) => merged[k].push(one[axis]));
    }
  }
  if (sizes.length === 0) {
    sizes.push(1);
    merged.forEach((one) => one.push(0));
  }
  return { sizes, strides: merged };
}
