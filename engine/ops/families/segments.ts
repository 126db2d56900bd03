import { convert, type TensorLike } from '../../tensor/convert';
import type { TypedArray } from '../../tensor/dtype';
import { DTypeError, ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, sameShape } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';

/*
 * Segments: slices of `data` with one id belong together. Data `[…i, …s]` and ids int32 `[…i]` give
 * `[numSegments, …s]`.
 */

export type SegmentAttributes = { readonly numSegments: number };

/** Throws unless data are numbers whose shape begins with that of the ids, which are int32. */
export function demandSegments(
  op: string,
  data: TensorSpec,
  ids: TensorSpec,
  { numSegments }: SegmentAttributes,
): void {
  const shapes = `${formatShape(data.shape)} and ${formatShape(ids.shape)}`;
  if (data.dtype === 'bool') throw new DTypeError(`${op}: expected numbers, got bool ${formatShape(data.shape)}`);
  if (ids.dtype !== 'int32') throw new DTypeError(`${op}: expected int32 ids, got ${ids.dtype} (${shapes})`);
  if (!sameShape(data.shape.slice(0, ids.shape.length), ids.shape)) {
    throw new ShapeError(`${op}: expected data whose shape begins with that of the ids, got ${shapes}`);
  }
  if (!Number.isInteger(numSegments) || numSegments < 0) {
    throw new ValueError(`${op}: expected a whole numSegments of 0 or more, got ${numSegments}`);
  }
}

/** Ids as int32. Plain numbers are checked: −1 and below leave a slice out, `numSegments` and above are wrong. */
export function asSegmentIds(op: string, ids: TensorLike, numSegments: number): Tensor {
  const tensor = asIds(op, ids);
  if (tensor !== ids && isPlain(ids)) {
    const wrong = plainNumbers(ids).find((id) => id >= numSegments);
    if (wrong !== undefined) throw new ValueError(`${op}: id ${wrong} is out of range for ${numSegments} segments`);
  }
  return tensor;
}

/**
 * Sorted ids as int32, and how many segments they name. Their numbers set the shape of the result, so
 * they must be known now: throws for a tensor on a backend that answers later, and for ids that are
 * negative or go down.
 */
export function asSortedIds(op: string, ids: TensorLike): { ids: Tensor; numSegments: number } {
  const tensor = asIds(op, ids);
  if (tensor.rank !== 1)
    throw new ShapeError(`${op}: expected ids of one axis, got shape ${formatShape(tensor.shape)}`);
  const numbers = isPlain(ids) ? plainNumbers(ids) : readNow(op, tensor);
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i] < (i === 0 ? 0 : numbers[i - 1])) {
      throw new ValueError(`${op}: expected ids from 0 up that never go down, got ${numbers[i]} at ${i}`);
    }
  }
  return { ids: tensor, numSegments: numbers.length === 0 ? 0 : numbers[numbers.length - 1] + 1 };
}

function asIds(op: string, ids: TensorLike): Tensor {
  return isPlain(ids) ? convert(ids, 'int32', op) : convert(ids, undefined, op);
}

function isPlain(ids: TensorLike): ids is number[] | TypedArray {
  return typeof ids === 'number' || Array.isArray(ids) || ArrayBuffer.isView(ids);
}

function plainNumbers(ids: number[] | TypedArray): number[] {
  return Array.isArray(ids) ? (ids.flat(Infinity) as number[]) : Array.from(ids);
}

function readNow(op: string, ids: Tensor): ArrayLike<number> {
  try {
    return ids.dataSync();
  } catch (cause) {
    throw new ValueError(
      `${op}: the length of the result depends on the ids, and ${ids.backend.name} only tells them later; ` +
        'give them as numbers, or use the unsorted form with numSegments',
      { cause },
    );
  }
}
