import type { TypedArray } from '../../tensor/dtype';
import { DTypeError, ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, sameShape } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';

/*
 * Joining and cutting along an axis: seen row-major, the joined array is a row of blocks, one from
 * each part, over and over; `blocks[i]` is the number of neighbouring elements that part i gives.
 */

/** Lays blocks of the parts in turn into `whole`. */
export function joinBlocks(parts: readonly TypedArray[], blocks: readonly number[], whole: TypedArray): void {
  const period = blocks.reduce((sum, one) => sum + one, 0);
  for (let i = 0, offset = 0; i < parts.length; offset += blocks[i], i++) {
    const part = parts[i];
    const block = blocks[i];
    for (let from = 0, to = offset; from < part.length; from += block, to += period) {
      if (block < 16) for (let k = 0; k < block; k++) whole[to + k] = part[from + k];
      else whole.set(part.subarray(from, from + block), to);
    }
  }
}

/** The reverse of `joinBlocks`. */
export function cutBlocks(whole: TypedArray, blocks: readonly number[], parts: readonly TypedArray[]): void {
  const period = blocks.reduce((sum, one) => sum + one, 0);
  for (let i = 0, offset = 0; i < parts.length; offset += blocks[i], i++) {
    const part = parts[i];
    const block = blocks[i];
    for (let to = 0, from = offset; to < part.length; to += block, from += period) {
      if (block < 16) for (let k = 0; k < block; k++) part[to + k] = whole[from + k];
      else part.set(whole.subarray(from, from + block), to);
    }
  }
}

/** The one spec that all tensors have. Throws when there is none, or a shape or dtype differs. */
export function sameSpecs(op: string, specs: readonly TensorSpec[]): TensorSpec {
  if (specs.length === 0) throw new ValueError(`${op}: expected at least one tensor, got none`);
  const [first] = specs;
  for (const one of specs) {
    if (!sameShape(one.shape, first.shape)) {
      throw new ShapeError(
        `${op}: expected tensors of one shape, got ${specs.map(({ shape }) => formatShape(shape)).join(', ')}`,
      );
    }
    demandSameDType(op, first, one);
  }
  return first;
}

export function demandSameDType(op: string, first: TensorSpec, other: TensorSpec): void {
  if (first.dtype !== other.dtype) {
    throw new DTypeError(`${op}: expected tensors of one dtype, got ${first.dtype} and ${other.dtype}`);
  }
}
