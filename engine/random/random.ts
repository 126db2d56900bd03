/**
 * First values of weights, made on the host and uploaded: bit for bit the same on every backend. The
 * ops of `tf.random` (`ops/random`) draw the same numbers where tensors live.
 */
import { fromData } from '../tensor/convert';
import { allocate } from '../tensor/dtype';
import { type Shape, sizeOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { drawNormal, drawTruncatedNormal, drawUniform } from './draw';
import { fixedStream, nextStream } from './streams';

export interface DrawOptions {
  dtype?: 'float32' | 'float64';
  /** With a seed, every call gives the same numbers, as in Keras; without, the next ones of the global seed. */
  seed?: number | null;
}

export interface NormalOptions extends DrawOptions {
  mean?: number;
  stddev?: number;
}

export interface UniformOptions extends DrawOptions {
  minval?: number;
  /** Excluded. */
  maxval?: number;
}

/** Numbers of a normal distribution, in `shape`. */
export function normal(shape: Shape, { mean = 0, stddev = 1, ...options }: NormalOptions = {}): Tensor {
  return made(shape, options, drawNormal, mean, stddev);
}

/** As `normal`, redrawn while more than two deviations from the mean. */
export function truncatedNormal(shape: Shape, { mean = 0, stddev = 1, ...options }: NormalOptions = {}): Tensor {
  return made(shape, options, drawTruncatedNormal, mean, stddev);
}

/** Numbers from `[minval, maxval)`. */
export function uniform(shape: Shape, { minval = 0, maxval = 1, ...options }: UniformOptions = {}): Tensor {
  return made(shape, options, drawUniform, minval, maxval);
}

function made(
  shape: Shape,
  { dtype = 'float32', seed }: DrawOptions,
  draw: typeof drawUniform,
  a: number,
  b: number,
): Tensor {
  const data = allocate(dtype, sizeOf(shape));
  draw(data, seed === null || seed === undefined ? nextStream() : fixedStream(seed), a, b);
  return fromData(data, [...shape], dtype);
}
