import { fromData } from '../tensor/convert';
import { allocate, type DType } from '../tensor/dtype';
import { ValueError } from '../tensor/errors';
import { type Shape, sizeOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { drawNormal } from '../random/draw';
import { normal, truncatedNormal, uniform } from '../random/random';
import { fixedStream, nextStream } from '../random/streams';
import { type Config, getByConfig, serializeByClass, type Serialized } from './config';
import { tuple } from './names';

/** Makes the first value of a weight. */
export interface Initializer {
  call(shape: Shape, options?: { dtype?: DType }): Tensor;
  getConfig(): Config;
}

/** A weight's initializer as a layer takes it: an object, Keras' name (`glorot_uniform`, `GlorotUniform`), or its function. */
export type InitializerLike =
  Initializer | string | Serialized | ((shape: Shape, options?: { dtype?: DType }) => Tensor);

export interface SeedOptions {
  /** With a seed, every call gives the same numbers, as in Keras; without, the next ones of `tf.random`. */
  seed?: number | null;
}

export class Zeros implements Initializer {
  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    return constant(shape, dtype, 0);
  }

  getConfig(): Config {
    return {};
  }
}

export class Ones implements Initializer {
  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    return constant(shape, dtype, 1);
  }

  getConfig(): Config {
    return {};
  }
}

export class Constant implements Initializer {
  readonly value: number;

  constructor({ value = 0 }: { value?: number } = {}) {
    this.value = value;
  }

  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    return constant(shape, dtype, this.value);
  }

  getConfig(): Config {
    return { value: this.value };
  }
}

/** `gain` on the diagonal of a matrix, zeros beside it. Throws `ValueError` for another rank. */
export class Identity implements Initializer {
  readonly gain: number;

  constructor({ gain = 1 }: { gain?: number } = {}) {
    this.gain = gain;
  }

  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    if (shape.length !== 2) {
      throw new ValueError(
        `Identity matrix initializer can only be used for 2D matrices. Received: shape=${tuple(shape)} of rank ${shape.length}.`,
      );
    }
    const data = allocate(dtype, sizeOf(shape));
    for (let i = 0; i < Math.min(shape[0], shape[1]); i++) data[i * shape[1] + i] = this.gain;
    return fromData(data, [...shape], dtype);
  }

  getConfig(): Config {
    return { gain: this.gain };
  }
}

export class RandomNormal implements Initializer {
  private readonly options: { mean: number; stddev: number; seed?: number | null };

  constructor({ mean = 0, stddev = 0.05, seed }: SeedOptions & { mean?: number; stddev?: number } = {}) {
    this.options = { mean, stddev, seed };
  }

  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    return normal(shape, { ...this.options, dtype: float('RandomNormal', dtype) });
  }

  getConfig(): Config {
    const { seed = null, mean, stddev } = this.options;
    return { seed, mean, stddev };
  }
}

/** As `RandomNormal`, drawn again while more than two deviations from the mean. */
export class TruncatedNormal implements Initializer {
  private readonly options: { mean: number; stddev: number; seed?: number | null };

  constructor({ mean = 0, stddev = 0.05, seed }: SeedOptions & { mean?: number; stddev?: number } = {}) {
    this.options = { mean, stddev, seed };
  }

  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    return truncatedNormal(shape, { ...this.options, dtype: float('TruncatedNormal', dtype) });
  }

  getConfig(): Config {
    const { seed = null, mean, stddev } = this.options;
    return { seed, mean, stddev };
  }
}

export class RandomUniform implements Initializer {
  private readonly options: { minval: number; maxval: number; seed?: number | null };

  constructor({ minval = -0.05, maxval = 0.05, seed }: SeedOptions & { minval?: number; maxval?: number } = {}) {
    this.options = { minval, maxval, seed };
  }

  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    return uniform(shape, { ...this.options, dtype: float('RandomUniform', dtype) });
  }

  getConfig(): Config {
    const { seed = null, minval, maxval } = this.options;
    return { seed, minval, maxval };
  }
}

export interface VarianceScalingOptions extends SeedOptions {
  scale?: number;
  mode?: 'fan_in' | 'fan_out' | 'fan_avg';
  distribution?: 'truncated_normal' | 'untruncated_normal' | 'uniform';
}

/** The standard deviation of a standard normal cut at ±2: dividing by it restores the variance. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/**
 * Numbers of variance `scale / n`, where n is fan-in, fan-out or their mean (Glorot and Bengio
 * 2010, He et al. 2015): uniform in ±√(3 · scale / n), or normal with deviation √(scale / n).
 */
export class VarianceScaling implements Initializer {
  private readonly options: Required<Omit<VarianceScalingOptions, 'seed'>>;
  private readonly seed: number | null | undefined;

  constructor({ scale = 1, mode = 'fan_in', distribution = 'truncated_normal', seed }: VarianceScalingOptions = {}) {
    if (!(scale > 0)) {
      throw new ValueError(`Argument \`scale\` must be positive float. Received: scale=${scale}`);
    }
    this.options = { scale, mode, distribution };
    this.seed = seed;
  }

  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    const { scale, mode, distribution } = this.options;
    const { seed } = this;
    const kind = float(this.constructor.name, dtype);
    const [fanIn, fanOut] = fans(shape);
    const n = mode === 'fan_in' ? fanIn : mode === 'fan_out' ? fanOut : (fanIn + fanOut) / 2;
    const variance = scale / Math.max(1, n);
    if (distribution === 'uniform') {
      const limit = Math.sqrt(3 * variance);
      return uniform(shape, { minval: -limit, maxval: limit, dtype: kind, seed });
    }
    if (distribution === 'untruncated_normal') return normal(shape, { stddev: Math.sqrt(variance), dtype: kind, seed });
    return truncatedNormal(shape, { stddev: Math.sqrt(variance) / TRUNCATED_DEVIATION, dtype: kind, seed });
  }

  getConfig(): Config {
    return { seed: this.seed ?? null, ...this.options };
  }
}

/** The classes below fix scale, mode and distribution: their config is the seed alone. */
abstract class Named extends VarianceScaling {
  override getConfig(): Config {
    return { seed: super.getConfig().seed };
  }
}

export class GlorotUniform extends Named {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 1, mode: 'fan_avg', distribution: 'uniform', seed });
  }
}

export class GlorotNormal extends Named {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 1, mode: 'fan_avg', distribution: 'truncated_normal', seed });
  }
}

export class HeUniform extends Named {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 2, mode: 'fan_in', distribution: 'uniform', seed });
  }
}

export class HeNormal extends Named {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 2, mode: 'fan_in', distribution: 'truncated_normal', seed });
  }
}

export class LecunUniform extends Named {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 1, mode: 'fan_in', distribution: 'uniform', seed });
  }
}

export class LecunNormal extends Named {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 1, mode: 'fan_in', distribution: 'truncated_normal', seed });
  }
}

/**
 * A matrix with orthonormal columns (rows, where it is wider than tall) from a random normal one
 * (Saxe et al. 2013); other ranks are one matrix with all axes but the last as rows. It is the Q of
 * the factorization whose R has a positive diagonal, which Gram and Schmidt's steps give.
 */
export class Orthogonal implements Initializer {
  private readonly options: { gain: number; seed?: number | null };

  constructor({ gain = 1, seed }: SeedOptions & { gain?: number } = {}) {
    this.options = { gain, seed };
  }

  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    if (shape.length < 2) {
      throw new ValueError(
        `The tensor to initialize must be at least two-dimensional. Received: shape=${tuple(shape)} of rank ${shape.length}.`,
      );
    }
    const { gain, seed } = this.options;
    const stream = seed === null || seed === undefined ? nextStream() : fixedStream(seed);
    const columns = shape[shape.length - 1];
    const rows = sizeOf(shape.slice(0, -1));
    const length = Math.max(rows, columns);
    const drawn = new Float64Array(rows * columns);
    drawNormal(drawn, stream, 0, 1);
    const vectors: Float64Array[] = [];
    for (let start = 0; start < drawn.length; start += length) {
      vectors.push(orthonormal(drawn.subarray(start, start + length), vectors));
    }
    const data = allocate(float('Orthogonal', dtype), rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) data[i * columns + j] = gain * (rows < columns ? vectors[i][j] : vectors[j][i]);
    }
    return fromData(data, [...shape], dtype);
  }

  getConfig(): Config {
    const { gain, seed = null } = this.options;
    return { seed, gain };
  }
}

/** What is left of a vector beside the unit vectors before it, at length 1. Twice, which takes rounding out. */
function orthonormal(vector: Float64Array, before: readonly Float64Array[]): Float64Array {
  for (const unit of [...before, ...before]) {
    let along = 0;
    for (let i = 0; i < vector.length; i++) along += vector[i] * unit[i];
    for (let i = 0; i < vector.length; i++) vector[i] -= along * unit[i];
  }
  const length = Math.sqrt(vector.reduce((sum, one) => sum + one * one, 0));
  return vector.map((one) => one / length);
}

/** By Keras' class name. */
const CLASSES = {
  Constant,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  Identity,
  LecunNormal,
  LecunUniform,
  Ones,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
  Zeros,
};

/** Keras' short names. */
const ALIASES: Readonly<Record<string, string>> = {
  normal: 'random_normal',
  one: 'ones',
  uniform: 'random_uniform',
  zero: 'zeros',
};

/** `keras.initializers.get`. Throws `ValueError` for a name that is none. */
export function getInitializer(identifier: InitializerLike): Initializer {
  const named = typeof identifier === 'string' ? (ALIASES[identifier] ?? identifier) : identifier;
  return getByConfig<Initializer>('initializer', CLASSES, named)!;
}

export function serializeInitializer(initializer: Initializer): Serialized {
  return serializeByClass('keras.initializers', CLASSES, initializer)!;
}

/** Inputs and outputs of one unit: the last two axes, times the receptive field before them. */
function fans(shape: Shape): [number, number] {
  if (shape.length === 0) return [1, 1];
  if (shape.length === 1) return [shape[0], shape[0]];
  const field = sizeOf(shape.slice(0, -2));
  return [shape[shape.length - 2] * field, shape[shape.length - 1] * field];
}

function constant(shape: Shape, dtype: DType, value: number): Tensor {
  return fromData(allocate(dtype, sizeOf(shape)).fill(value), [...shape], dtype);
}

function float(name: string, dtype: DType): 'float32' | 'float64' {
  if (dtype === 'float32' || dtype === 'float64') return dtype;
  throw new ValueError(`${name}: Expected float dtype, got ${dtype}.`);
}
