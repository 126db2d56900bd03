import { type Shape, sizeOf } from '../../../tensor/shape';
import type { Reach } from './lanes';

/** A result seen as rows × columns, and how each operand meets it. */
export interface Walk {
  readonly rows: number;
  readonly columns: number;
  readonly reaches: readonly Reach[];
}

export interface Operand {
  readonly shape: Shape;
  readonly size: number;
}

/** How operands that broadcast to `shape` meet its rows; null where rows and columns are not enough to say it. */
export function reachesOf(operands: readonly Operand[], shape: Shape): Walk | null {
  const size = sizeOf(shape);
  let columns = size;
  const reaches = new Array<Reach>(operands.length);
  for (let i = 0; i < operands.length; i++) {
    const reach = reachOf(operands[i], shape, size);
    if (reach === null) return null;
    reaches[i] = reach;
    if (reach === 'full' || reach === 'scalar') continue;
    const asked = reach === 'row' ? operands[i].size : size / operands[i].size;
    if (columns !== size && columns !== asked) return null;
    columns = asked;
  }
  return { rows: columns === 0 ? 0 : size / columns, columns, reaches };
}

/** How one operand meets the result; null where neither rows nor columns say it. */
export function reachOf(operand: Operand, shape: Shape, size: number): Reach | null {
  if (operand.size === size) return 'full';
  if (operand.size === 1) return 'scalar';
  if (isLastAxes(operand.shape, shape)) return 'row';
  return isFirstAxes(operand.shape, shape) ? 'column' : null;
}

/** Whether `shape`, but for axes of size 1 before it, is the end of `whole`: a bias along a batch. */
function isLastAxes(shape: Shape, whole: Shape): boolean {
  const offset = whole.length - shape.length;
  let first = 0;
  while (first < shape.length && shape[first] === 1) first++;
  for (let axis = first; axis < shape.length; axis++) if (shape[axis] !== whole[axis + offset]) return false;
  return true;
}

/** Whether `shape` is the beginning of `whole` and goes on with axes of size 1: a maximum along rows. */
function isFirstAxes(shape: Shape, whole: Shape): boolean {
  if (shape.length !== whole.length) return false;
  let end = shape.length;
  while (end > 0 && shape[end - 1] === 1) end--;
  for (let axis = 0; axis < end; axis++) if (shape[axis] !== whole[axis]) return false;
  return true;
}
