import { fromData } from '../tensor/convert';
import { allocate, type DType } from '../tensor/dtype';
import { DTypeError, ValueError } from '../tensor/errors';
import { type Shape, sizeOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { generatorFor } from './generator';

export interface NormalOptions {
  mean?: number;
  stddev?: number;
  dtype?: 'float32' | 'float64';
  seed?: number | null;
}

export interface UniformOptions {
  minval?: number;
  /** Excluded. Default 1; an int32 needs it said. */
  maxval?: number | null;
  dtype?: DType;
  seed?: number | null;
}

/** `tf.random.normal`: numbers of a normal distribution, in `shape`. */
export function normal(shape: Shape, { mean = 0, stddev = 1, dtype = 'float32', seed }: NormalOptions = {}): Tensor {
  const generator = generatorFor(seed);
  return fill(shape, dtype, () => mean + stddev * generator.nextNormal());
}

/** `tf.random.truncated_normal`: as `normal`, redrawn while more than two deviations from the mean. */
export function truncatedNormal(
  shape: Shape,
  { mean = 0, stddev = 1, dtype = 'float32', seed }: NormalOptions = {},
): Tensor {
  const generator = generatorFor(seed);
  return fill(shape, dtype, () => mean + stddev * generator.nextTruncatedNormal());
}

/** `tf.random.uniform`: numbers from `[minval, maxval)`, whole ones for int32. Throws for bool. */
export function uniform(shape: Shape, { minval = 0, maxval, dtype = 'float32', seed }: UniformOptions = {}): Tensor {
  if (dtype === 'bool') throw new DTypeError('random.uniform: expected a float dtype or int32, got bool');
  if (dtype === 'int32' && (maxval === null || maxval === undefined)) {
    throw new ValueError('random.uniform: must specify maxval for integer dtype int32');
  }
  const width = (maxval ?? 1) - minval;
  const generator = generatorFor(seed);
  if (dtype === 'int32') return fill(shape, dtype, () => minval + Math.floor(generator.nextUniform() * width));
  return fill(shape, dtype, () => minval + generator.nextUniform() * width);
}

/** `tf.random.shuffle`'s order: indices 0 … n − 1 in random order, `[n]`, int32. */
export function permutation(n: number, { seed }: { seed?: number | null } = {}): Tensor {
  return fromData(generatorFor(seed).permutation(n), [n], 'int32');
}

function fill(shape: Shape, dtype: DType, draw: () => number): Tensor {
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return fromData(data, [...shape], dtype);
}
