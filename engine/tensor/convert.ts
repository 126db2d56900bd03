import { activeBackend } from './activeBackend';
import { allocate, type DType, dtypeOf, type TypedArray } from './dtype';
import { DTypeError, ShapeError } from './errors';
import { formatShape, type Shape, SCALAR, sizeOf } from './shape';
import { type NestedArray, Tensor } from './tensor';

/** Something that reads as a tensor: a Variable, without this layer knowing it. */
export interface Readable {
  readValue(): Tensor;
}

/** Accepted wherever a tensor is. */
export type TensorLike = Tensor | Readable | NestedArray | TypedArray;

/**
 * A tensor from any accepted value. JS numbers become float32 unless `dtype` says otherwise,
 * booleans bool, an Int32Array int32. A tensor or variable passes as it is; when `dtype` is given
 * and differs, it throws `DTypeError`, as TensorFlow does: `tf.cast` is explicit.
 */
export function convert(value: TensorLike, dtype?: DType, op = 'constant'): Tensor {
  if (value instanceof Tensor) return demand(value, dtype, op);
  if (isReadable(value)) return demand(value.readValue(), dtype, op);
  if (typeof value === 'number') return scalar(value, dtype ?? 'float32', op);
  if (typeof value === 'boolean') return scalar(value ? 1 : 0, dtype ?? 'bool', op);
  if (ArrayBuffer.isView(value)) return fromTyped(value as TypedArray, dtype);
  if (Array.isArray(value)) return fromNested(value, dtype, op);
  throw new DTypeError(`${op}: expected a tensor, number, boolean or (nested) array, got ${describe(value)}`);
}

/** Uploads row-major numbers; `data` belongs to the tensor from then on. */
export function fromData(data: TypedArray, shape: Shape, dtype: DType): Tensor {
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError(`constant: shape ${formatShape(shape)} wants ${sizeOf(shape)} elements, got ${data.length}`);
  }
  const backend = activeBackend();
  const tensor = new Tensor(shape, dtype, backend);
  backend.upload(tensor, data);
  return tensor;
}

export function isReadable(value: unknown): value is Readable {
  return typeof value === 'object' && value !== null && typeof (value as Readable).readValue === 'function';
}

function demand(tensor: Tensor, dtype: DType | undefined, op: string): Tensor {
  if (dtype !== undefined && tensor.dtype !== dtype) {
    throw new DTypeError(
      `${op}: expected ${dtype}, got ${tensor.dtype} (shape ${formatShape(tensor.shape)}); cast it first`,
    );
  }
  return tensor;
}

function scalar(value: number, dtype: DType, op: string): Tensor {
  if (dtype === 'int32') demandWhole(value, op);
  const data = allocate(dtype, 1);
  data[0] = value;
  return fromData(data, SCALAR, dtype);
}

function fromTyped(data: TypedArray, dtype?: DType): Tensor {
  const own = dtypeOf(data);
  const target = dtype ?? own;
  const copy = allocate(target, data.length);
  copy.set(data);
  return fromData(copy, [data.length], target);
}

function fromNested(value: readonly NestedArray[], dtype: DType | undefined, op: string): Tensor {
  const shape: number[] = [];
  for (let level: NestedArray = value; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const flat: (number | boolean)[] = [];
  flatten(value, shape, 0, flat, op);
  const target = dtype ?? (flat.length > 0 && flat.every((one) => typeof one === 'boolean') ? 'bool' : 'float32');
  const data = allocate(target, flat.length);
  if (target === 'int32') for (const one of flat) demandWhole(Number(one), op);
  for (let i = 0; i < flat.length; i++) data[i] = Number(flat[i]);
  return fromData(data, shape, target);
}

function flatten(value: NestedArray, shape: Shape, axis: number, out: (number | boolean)[], op: string): void {
  if (axis === shape.length) {
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new ShapeError(
        `${op}: nested arrays are ragged: expected a number at depth ${axis}, got ${describe(value)}`,
      );
    }
    out.push(value);
    return;
  }
  if (!Array.isArray(value) || value.length !== shape[axis]) {
    const got = Array.isArray(value) ? `length ${value.length}` : describe(value);
    throw new ShapeError(
      `${op}: nested arrays are ragged: expected length ${shape[axis]} at depth ${axis}, got ${got}`,
    );
  }
  for (const one of value) flatten(one, shape, axis + 1, out, op);
}

/** A fraction is never cut off in silence: `tf.cast` is explicit. */
function demandWhole(value: number, op: string): void {
  if (!Number.isInteger(value)) throw new DTypeError(`${op}: expected int32, got the number ${value}; cast it first`);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? `a ${value.constructor?.name ?? 'object'}` : typeof value;
}
