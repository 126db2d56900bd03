/** Rows of coordinates: what `gatherNd`, `scatterNd` and `tensorScatterNdUpdate` have in common. */
import type { CpuOperand } from '../../tensor/backend';
import { convert, isReadable, type TensorLike } from '../../tensor/convert';
import { DTypeError, ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, sameShape, type Shape, stridesOf } from '../../tensor/shape';
import { Tensor, type TensorSpec } from '../../tensor/tensor';

/**
 * Indices as int32 `[…rows, depth]`. Plain numbers are checked against `shape` while they can still be
 * read; in a tensor, a row that lies outside reads 0 and writes nothing, as TensorFlow does on a GPU.
 */
export function asRows(op: string, indices: TensorLike, shape: Shape): Tensor {
  if (indices instanceof Tensor || isReadable(indices) || ArrayBuffer.isView(indices)) {
    return convert(indices, undefined, op);
  }
  const rows = convert(indices, 'int32', op);
  const depth = depthOf(op, rows, shape);
  const flat = [indices].flat(Infinity as 1).map(Number);
  for (let r = 0; r + depth <= flat.length && depth > 0; r += depth) {
    const row = flat.slice(r, r + depth);
    if (row.every((one, axis) => one >= 0 && one < shape[axis])) continue;
    throw new ValueError(`${op}: index ${formatShape(row)} is out of range for ${formatShape(shape)}`);
  }
  return rows;
}

/** How many axes of `shape` a row names. Throws unless the rows are int32 and there are so many. */
export function depthOf(op: string, indices: TensorSpec, shape: Shape): number {
  if (indices.dtype !== 'int32') {
    throw new DTypeError(`${op}: expected int32 indices, got ${indices.dtype} ${formatShape(indices.shape)}`);
  }
  if (indices.shape.length === 0) throw new ShapeError(`${op}: expected rows of indices, got the scalar []`);
  const depth = indices.shape[indices.shape.length - 1];
  if (depth > shape.length) {
    throw new ShapeError(
      `${op}: rows of ${depth} indices ${formatShape(indices.shape)} name more axes than ${formatShape(shape)} has`,
    );
  }
  return depth;
}

/** What the slices that the rows name make together: `[…rows, …slice]`. */
export function slicesShape(op: string, indices: TensorSpec, shape: Shape): number[] {
  const depth = depthOf(op, indices, shape);
  return [...indices.shape.slice(0, -1), ...shape.slice(depth)];
}

/** Throws unless the updates have the shape of the slices. */
export function demandUpdates(op: string, indices: TensorSpec, updates: TensorSpec, shape: Shape): void {
  const expected = slicesShape(op, indices, shape);
  if (sameShape(updates.shape, expected)) return;
  const [slices, own, rows] = [expected, updates.shape, indices.shape].map(formatShape);
  throw new ShapeError(`${op}: expected updates ${slices} for indices ${rows}, got ${own}`);
}

/** Calls `use(row, slice)` for every row that lies inside, with the number of the slice it names. */
export function eachRow(
  { storage, shape: own }: CpuOperand,
  shape: Shape,
  use: (row: number, slice: number) => void,
): void {
  const depth = own[own.length - 1];
  const strides = stridesOf(shape.slice(0, depth));
  const rows = own.slice(0, -1).reduce((product, one) => product * one, 1);
  for (let row = 0; row < rows; row++) {
    let slice = 0;
    let inside = true;
    for (let axis = 0; axis < depth; axis++) {
      const k = storage[row * depth + axis];
      inside = inside && k >= 0 && k < shape[axis];
      slice += k * strides[axis];
    }
    if (inside) use(row, slice);
  }
}
