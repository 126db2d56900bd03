/**
 * One array of NumPy: a magic string, a header that is a Python dictionary, then the numbers.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import type { DType } from '../tensor/dtype';
import { stridesOf } from '../tensor/shape';
import { shorten } from './strictJson';
import {
  bytesOf,
  bytesOfData,
  ELEMENT_BYTES,
  list,
  type NamedTensor,
  tensorData,
  WeightsFileError,
} from './weightsFile';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Numbers start at a multiple of this, as NumPy writes it. */
const ALIGNMENT = 64;
/** A header of more is no array's. */
const MAX_HEADER_BYTES = 65_536;

const DESCR: Readonly<Record<DType, string>> = { float32: '<f4', float64: '<f8', int32: '<i4', bool: '|b1' };
const DTYPES: ReadonlyMap<string, DType> = new Map([
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['i4', 'int32'],
  ['b1', 'bool'],
]);

/** The array as a `.npy` file, version 1.0. */
export function writeNpy(tensor: NamedTensor): Uint8Array {
  const { name, dtype, shape, data } = tensor;
  const bytes = bytesOf('npy', name, dtype, shape);
  if (data.byteLength !== bytes) {
    throw new WeightsFileError(
      'npy',
      `tensor ${shorten(name)}: shape ${list(shape)} is ${bytes} bytes, its data are ${data.byteLength}`,
    );
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${DESCR[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const before = MAGIC.length + 4;
  const start = Math.ceil((before + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(start + bytes);
  file.set(MAGIC);
  file.set([1, 0], MAGIC.length);
  new DataView(file.buffer).setUint16(MAGIC.length + 2, start - before, true);
  file.set(new TextEncoder().encode(`${text.padEnd(start - before - 1)}\n`), before);
  file.set(bytesOfData(tensor), start);
  return file;
}

/**
 * Reads a `.npy` file: float32, float64, int32 and bool in either byte order, C or Fortran order.
 * Throws `WeightsFileError` for anything else; nothing of a damaged file is given.
 */
export function readNpy(name: string, file: Uint8Array): NamedTensor {
  const refuse = (why: string): never => {
    throw new WeightsFileError('npy', `array ${shorten(name)}: ${why}`);
  };
  const { text, start } = headerOf(file, refuse);
  const { descr, fortran, shape } = parseHeader(text, refuse);
  const dtype = DTYPES.get(descr.slice(1));
  if (dtype === undefined || !'<>|='.includes(descr[0])) {
    return refuse(`dtype ${shorten(descr)} is not one of float32, float64, int32, bool; save it as float32`);
  }
  const bytes = bytesOf('npy', name, dtype, shape);
  if (file.length - start !== bytes) {
    const damage = file.length - start < bytes ? 'it is cut off: get it again' : 'it is damaged: get it again';
    return refuse(`shape ${list(shape)} is ${bytes} bytes, the file holds ${file.length - start}; ${damage}`);
  }
  const numbers = file.slice(start);
  if (descr[0] === '>') swapBytes(numbers, ELEMENT_BYTES[dtype]);
  const data = tensorData(dtype, numbers.buffer);
  if (dtype === 'bool' && data.some((one) => one > 1)) return refuse('bool must be bytes of 0 and 1');
  return { name, dtype, shape, data: fortran ? fromFortran(data, shape) : data };
}

type Refuse = (why: string) => never;

function headerOf(file: Uint8Array, refuse: Refuse): { text: string; start: number } {
  if (file.length < MAGIC.length + 4 || MAGIC.some((byte, i) => file[i] !== byte)) {
    return refuse('does not start as a .npy file does; is it one?');
  }
  const [major, minor] = [file[MAGIC.length], file[MAGIC.length + 1]];
  if (major < 1 || major > 3 || minor !== 0) return refuse(`version ${major}.${minor} is not one of 1.0, 2.0, 3.0`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const at = MAGIC.length + 2;
  const wide = major > 1;
  const body = at + (wide ? 4 : 2);
  if (file.length < body) return refuse('is cut off in its header: get it again');
  const length = wide ? view.getUint32(at, true) : view.getUint16(at, true);
  if (length > MAX_HEADER_BYTES)
    return refuse(`its header claims ${length} bytes, at most ${MAX_HEADER_BYTES} are allowed`);
  if (file.length < body + length) return refuse('is cut off in its header: get it again');
  const text = new TextDecoder('latin1').decode(file.subarray(body, body + length));
  return { text, start: body + length };
}

/** The dictionary that NumPy writes, and no other Python. */
const HEADER =
  /^\{'descr': '([^']{1,16})', 'fortran_order': (True|False), 'shape': \(((?:\d{1,20}, ?)*(?:\d{1,20})?)\),? ?\}[ ]*\n?$/;

function parseHeader(text: string, refuse: Refuse): { descr: string; fortran: boolean; shape: number[] } {
  const found = HEADER.exec(text);
  if (found === null) return refuse(`its header is not one that NumPy writes for numbers: ${shorten(text.trim())}`);
  const [, descr, order, sizes] = found;
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  return { descr, fortran: order === 'True', shape };
}

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let i = 0; i + size <= bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}

/** Column-major numbers in row-major order. */
function fromFortran<T extends NamedTensor['data']>(data: T, shape: readonly number[]): T {
  const out = data.slice() as T;
  const strides = stridesOf(shape);
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < data.length; i++) {
    out[index.reduce((sum, k, axis) => sum + k * strides[axis], 0)] = data[i];
    for (let axis = 0; axis < shape.length && ++index[axis] === shape[axis]; axis++) index[axis] = 0;
  }
  return out;
}
