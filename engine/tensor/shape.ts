import { ShapeError, ValueError } from './errors';

/** Sizes of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

export const SCALAR: Shape = [];

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i];
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `[2, 3]`, as messages and the interface write a shape. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Elements to skip per axis, row-major. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, step = 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

/**
 * NumPy's broadcasting rule: shapes are aligned at the last axis; sizes agree or one of them is 1.
 * Throws `ShapeError` naming `op` when they do not.
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const m = a[a.length - i] ?? 1;
    const n = b[b.length - i] ?? 1;
    if (m !== n && m !== 1 && n !== 1) {
      throw new ShapeError(`${op}: shapes do not broadcast: ${formatShape(a)} and ${formatShape(b)}`);
    }
    out[rank - i] = m === 1 ? n : m;
  }
  return out;
}

/** An axis in `[-rank, rank)` as a non-negative one. Throws `ValueError` otherwise. */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ValueError(`${op}: axis ${axis} is out of range for rank ${rank}: expected ${-rank} to ${rank - 1}`);
  }
  return axis < 0 ? axis + rank : axis;
}

/** Sorted, unique, non-negative axes; null or undefined means all of them. */
export function normalizeAxes(op: string, axis: number | readonly number[] | null | undefined, rank: number): number[] {
  if (axis === null || axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  if (!Array.isArray(axis)) return [normalizeAxis(op, axis as number, rank)];
  const axes = axis.map((one: number) => normalizeAxis(op, one, rank));
  if (new Set(axes).size !== axes.length) throw new ValueError(`${op}: axis ${formatShape(axis)} names an axis twice`);
  return axes.sort((a, b) => a - b);
}
