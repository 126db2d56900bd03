/** A part of a weight that TensorFlow.js has apart: as many numbers of each of its rows, and how they go out and in again. */
import type { TypedArray } from '../../tensor/dtype';

export interface Block {
  readonly rows: number;
  /** Numbers of a row that are in the block, one after another. */
  readonly width: number;
  /** From the start of a row to the start of the next. */
  readonly stride: number;
  /** Of the block's first number in a row. */
  readonly offset: number;
}

/** The block's numbers, bit for bit. */
export function takeBlock(whole: TypedArray, { rows, width, stride, offset }: Block): Float32Array {
  const part = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = row * stride + offset;
    part.set(whole.subarray(from, from + width), row * width);
  }
  return part;
}

/** Puts the numbers back to where `takeBlock` has taken them from. */
export function putBlock(whole: Float32Array, { rows, width, stride, offset }: Block, part: TypedArray): void {
  for (let row = 0; row < rows; row++) {
    whole.set(part.subarray(row * width, (row + 1) * width), row * stride + offset);
  }
}
