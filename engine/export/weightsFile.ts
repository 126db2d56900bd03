/**
 * What files of weights have in common, whatever their format: named tensors, what is wrong with a
 * file, and the arithmetic of shapes that somebody else has written down.
 */
import type { DType, TypedArray } from '../tensor/dtype';
import { shorten } from './strictJson';

/** One named tensor, row-major. A bool is a Uint8Array of 0 and 1. */
export interface NamedTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

export interface WeightsFile {
  /** In the order of the file. */
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file that cannot be read or written as this format, in one sentence that says what to do. */
export class WeightsFileError extends Error {
  override readonly name = 'WeightsFileError';

  constructor(format: string, why: string) {
    super(`${format}: ${why}`);
  }
}

export const MAX_RANK = 64;

export const ELEMENT_BYTES: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 };

/** Bytes of a tensor of this shape. Throws for sizes that are none, and for more than any file holds. */
export function bytesOf(format: string, name: string, dtype: DType, shape: readonly number[]): number {
  const refuse = (why: string) => {
    throw new WeightsFileError(format, `tensor ${shorten(name)}: ${why}`);
  };
  if (shape.length > MAX_RANK) refuse(`rank ${shape.length}, at most ${MAX_RANK} is allowed`);
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) refuse(`shape ${list(shape)}: expected integers from 0`);
  }
  // A zero anywhere makes the product zero, however large the other sizes are.
  if (shape.includes(0)) return 0;
  let bytes = ELEMENT_BYTES[dtype];
  for (const size of shape) {
    bytes *= size;
    if (!Number.isSafeInteger(bytes)) refuse(`shape ${list(shape)} is larger than any file`);
  }
  return bytes;
}

/** A shape in a message: cut off when it is long. */
export function list(shape: readonly number[]): string {
  const text = `[${shape.slice(0, 8).join(', ')}`;
  return shape.length > 8 ? `${text}, …]` : `${text}]`;
}

/** The numbers in these bytes; they are the tensor's own from here on. */
export function tensorData(dtype: DType, buffer: ArrayBuffer): TypedArray {
  if (dtype === 'float32') return new Float32Array(buffer);
  if (dtype === 'float64') return new Float64Array(buffer);
  return dtype === 'int32' ? new Int32Array(buffer) : new Uint8Array(buffer);
}

/** The bytes of a tensor's numbers, not the numbers: a NaN keeps its payload. */
export function bytesOfData({ data }: NamedTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** With the `u` flag a surrogate pair is one character, so only lone ones match. */
export function hasLoneSurrogate(text: string): boolean {
  return /[\ud800-\udfff]/u.test(text);
}
