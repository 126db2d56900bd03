import { fromData } from '../tensor/convert';
import { allocate, type DType } from '../tensor/dtype';
import { ValueError } from '../tensor/errors';
import { type Shape, sizeOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { normal, truncatedNormal, uniform } from '../random/random';
import { snakeCase } from './names';

/** Makes the first value of a weight. */
export interface Initializer {
  call(shape: Shape, options?: { dtype?: DType }): Tensor;
}

/** A weight's initializer as a layer takes it: an object, Keras' name (`glorot_uniform`, `GlorotUniform`), or its function. */
export type InitializerLike = Initializer | string | ((shape: Shape, options?: { dtype?: DType }) => Tensor);

export interface SeedOptions {
  /** With a seed, every call gives the same numbers, as in Keras; without, the next ones of `tf.random`. */
  seed?: number | null;
}

export class Zeros implements Initializer {
  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    return constant(shape, dtype, 0);
  }
}

export class Ones implements Initializer {
  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    return constant(shape, dtype, 1);
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
}

export class RandomNormal implements Initializer {
  private readonly options: { mean: number; stddev: number; seed?: number | null };

  constructor({ mean = 0, stddev = 0.05, seed }: SeedOptions & { mean?: number; stddev?: number } = {}) {
    this.options = { mean, stddev, seed };
  }

  call(shape: Shape, { dtype = 'float32' }: { dtype?: DType } = {}): Tensor {
    return normal(shape, { ...this.options, dtype: float('RandomNormal', dtype) });
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
}

export class GlorotUniform extends VarianceScaling {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 1, mode: 'fan_avg', distribution: 'uniform', seed });
  }
}

export class GlorotNormal extends VarianceScaling {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 1, mode: 'fan_avg', distribution: 'truncated_normal', seed });
  }
}

export class HeUniform extends VarianceScaling {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 2, mode: 'fan_in', distribution: 'uniform', seed });
  }
}

export class HeNormal extends VarianceScaling {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 2, mode: 'fan_in', distribution: 'truncated_normal', seed });
  }
}

export class LecunUniform extends VarianceScaling {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 1, mode: 'fan_in', distribution: 'uniform', seed });
  }
}

export class LecunNormal extends VarianceScaling {
  constructor({ seed }: SeedOptions = {}) {
    super({ scale: 1, mode: 'fan_in', distribution: 'truncated_normal', seed });
  }
}

const BY_NAME: Readonly<Record<string, () => Initializer>> = {
  zeros: () => new Zeros(),
  ones: () => new Ones(),
  constant: () => new Constant(),
  random_normal: () => new RandomNormal(),
  random_uniform: () => new RandomUniform(),
  glorot_uniform: () => new GlorotUniform(),
  glorot_normal: () => new GlorotNormal(),
  he_uniform: () => new HeUniform(),
  he_normal: () => new HeNormal(),
  lecun_uniform: () => new LecunUniform(),
  lecun_normal: () => new LecunNormal(),
};

/** `keras.initializers.get`. Throws `ValueError` for a name that is none. */
export function getInitializer(identifier: InitializerLike): Initializer {
  if (typeof identifier === 'function') return { call: identifier };
  if (typeof identifier !== 'string') return identifier;
  const make = BY_NAME[snakeCase(identifier)];
  if (make === undefined) {
    throw new ValueError(
      `Could not interpret initializer identifier: ${identifier}. Expected one of: ${Object.keys(BY_NAME).join(', ')}`,
    );
  }
  return make();
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
