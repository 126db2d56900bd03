import { convert, type TensorLike } from '../tensor/convert';
import type { DType } from '../tensor/dtype';
import { ShapeError } from '../tensor/errors';
import { formatShape, type Shape, sizeOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { broadcastTo } from './shapes/broadcastTo';
import { fill } from './shapes/fill';
import { reshape } from './shapes/reshape';

export interface ConstantOptions {
  dtype?: DType;
  /** The values are read row-major into it; a single value fills it. */
  shape?: Shape;
}

/** `tf.constant`: a tensor of the given numbers. Throws `ShapeError` for ragged arrays or a shape that they do not fill. */
export function constant(value: TensorLike, { dtype, shape }: ConstantOptions = {}): Tensor {
  const tensor = convert(value, dtype, 'constant');
  if (shape === undefined) return tensor;
  if (tensor.size === 1 && sizeOf(shape) !== 1) return broadcastTo(reshape(tensor, []), shape);
  if (tensor.size !== sizeOf(shape)) {
    throw new ShapeError(`constant: shape ${formatShape(shape)} wants ${sizeOf(shape)} elements, got ${tensor.size}`);
  }
  return reshape(tensor, shape);
}

/** `tf.convert_to_tensor`: a tensor or variable as it is, anything else as `constant` does. */
export function convertToTensor(value: TensorLike, { dtype }: { dtype?: DType } = {}): Tensor {
  return convert(value, dtype, 'convertToTensor');
}

export function zeros(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
  return fill(shape, 0, { dtype });
}

export function ones(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
  return fill(shape, 1, { dtype });
}

/** Zeros in the shape of `input`, and in its dtype unless another is given. */
export function zerosLike(input: TensorLike, { dtype }: { dtype?: DType } = {}): Tensor {
  const x = convert(input, undefined, 'zerosLike');
  return fill(x.shape, 0, { dtype: dtype ?? x.dtype });
}

/** Ones in the shape of `input`, and in its dtype unless another is given. */
export function onesLike(input: TensorLike, { dtype }: { dtype?: DType } = {}): Tensor {
  const x = convert(input, undefined, 'onesLike');
  return fill(x.shape, 1, { dtype: dtype ?? x.dtype });
}
