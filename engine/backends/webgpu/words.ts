import type { DType, TypedArray } from '../../tensor/dtype';
import { DTypeError } from '../../tensor/errors';

/** On the GPU every element is one 32-bit word: f32, i32, or for bool a u32 of 0 or 1. */
export function refuseFloat64(dtype: DType): void {
  if (dtype === 'float64') {
    throw new DTypeError('webgpu: float64 is not available on a GPU; cast to float32, or use the cpu backend');
  }
}

/** The words of `data` as they lie on the GPU; a view of `data` where nothing has to change. */
export function toWords(data: TypedArray, dtype: DType): Uint32Array<ArrayBuffer> {
  refuseFloat64(dtype);
  if (dtype === 'bool') return Uint32Array.from(data, (one) => (one !== 0 ? 1 : 0));
  const own = data.BYTES_PER_ELEMENT === 4 ? data : convert(data, dtype);
  return new Uint32Array(own.buffer as ArrayBuffer, own.byteOffset, own.length);
}

/** The numbers in `buffer` (`size` words, taken over) as the typed array of their dtype. */
export function fromWords(buffer: ArrayBuffer, dtype: DType): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'bool':
      return Uint8Array.from(new Uint32Array(buffer));
    case 'float64':
      throw new Error('internal: webgpu: a float64 tensor on the GPU');
  }
}

function convert(data: TypedArray, dtype: DType): TypedArray {
  return dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data);
}
