/** `tf.keras.regularizers`: penalties on weights or outputs that are added to the loss. Source: `keras/src/regularizers/regularizers.py`. */
import { convert, type TensorLike } from '../tensor/convert';
import { ValueError } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { abs } from '../ops/elementwise/abs';
import { add } from '../ops/elementwise/add';
import { divide } from '../ops/elementwise/divide';
import { minimum } from '../ops/elementwise/minimum';
import { multiply } from '../ops/elementwise/multiply';
import { rsqrt } from '../ops/elementwise/rsqrt';
import { square } from '../ops/elementwise/square';
import { subtract } from '../ops/elementwise/subtract';
import { eye } from '../ops/linalg/eye';
import { matmul } from '../ops/linalg/matmul';
import { transpose } from '../ops/shapes/transpose';
import { reduceSum } from '../ops/reductions/reduceSum';
import { type Config, getByConfig, serializeByClass, type Serialized } from './config';
import { tuple } from './names';

/** Makes a scalar of a weight. */
export interface Regularizer {
  call(x: TensorLike): Tensor;
  getConfig(): Config;
}

/** As a layer takes it: an object, Keras' name with its defaults, what Keras serialized, or a function. */
export type RegularizerLike = Regularizer | string | Serialized | ((x: Tensor) => Tensor);

/** l1 · Σ|x| + l2 · Σx². */
export class L1L2 implements Regularizer {
  readonly l1: number;
  readonly l2: number;

  constructor({ l1 = 0, l2 = 0 }: { l1?: number | null; l2?: number | null } = {}) {
    this.l1 = rateOf('l1', l1 ?? 0);
    this.l2 = rateOf('l2', l2 ?? 0);
  }

  call(x: TensorLike): Tensor {
    const weight = convert(x);
    const first = this.l1 === 0 ? null : sumOfMagnitudes(weight, this.l1);
    const second = this.l2 === 0 ? null : sumOfSquares(weight, this.l2);
    if (first !== null && second !== null) return add(first, second);
    return first ?? second ?? convert(0, weight.dtype);
  }

  getConfig(): Config {
    return { l1: this.l1, l2: this.l2 };
  }
}

/** l1 · Σ|x|. */
export class L1 implements Regularizer {
  readonly l1: number;

  constructor({ l1 = 0.01 }: { l1?: number } = {}) {
    this.l1 = rateOf('l1', l1);
  }

  call(x: TensorLike): Tensor {
    return sumOfMagnitudes(convert(x), this.l1);
  }

  getConfig(): Config {
    return { l1: this.l1 };
  }
}

/** l2 · Σx². */
export class L2 implements Regularizer {
  readonly l2: number;

  constructor({ l2 = 0.01 }: { l2?: number } = {}) {
    this.l2 = rateOf('l2', l2);
  }

  call(x: TensorLike): Tensor {
    return sumOfSquares(convert(x), this.l2);
  }

  getConfig(): Config {
    return { l2: this.l2 };
  }
}

/**
 * factor · the mean cosine (its size) of the angles between the rows of a matrix, or its columns: 0 where
 * they stand at right angles. Throws `ValueError` for another rank than 2.
 */
export class OrthogonalRegularizer implements Regularizer {
  readonly factor: number;
  readonly mode: 'rows' | 'columns';

  constructor({ factor = 0.01, mode = 'rows' }: { factor?: number; mode?: 'rows' | 'columns' } = {}) {
    if (mode !== 'rows' && mode !== 'columns') {
      throw new ValueError(
        `Invalid value for argument \`mode\`. Expected one of {'rows', 'columns'}. Received: mode=${String(mode)}`,
      );
    }
    this.factor = rateOf('factor', factor);
    this.mode = mode;
  }

  call(x: TensorLike): Tensor {
    const weight = convert(x);
    if (weight.rank !== 2) {
      throw new ValueError(
        `Inputs to OrthogonalRegularizer must have rank 2. Received: inputs.shape=${tuple(weight.shape)}`,
      );
    }
    const rows = this.mode === 'rows' ? weight : transpose(weight);
    const inverse = minimum(rsqrt(reduceSum(square(rows), { axis: 1, keepdims: true })), 1e7);
    const unit = multiply(rows, inverse);
    const [n] = unit.shape;
    const others = subtract(1, eye(n, { dtype: unit.dtype }));
    const cosines = multiply(matmul(unit, transpose(unit)), others);
    const pairs = (n * (n - 1)) / 2;
    return divide(multiply(this.factor * 0.5, reduceSum(abs(cosines))), pairs);
  }

  getConfig(): Config {
    return { factor: this.factor, mode: this.mode };
  }
}

const CLASSES = { L1, L2, L1L2, OrthogonalRegularizer };

/** `keras.regularizers.get`; null is none. Throws `ValueError` for what is none. */
export function getRegularizer(identifier: RegularizerLike | null): Regularizer | null {
  return getByConfig<Regularizer>('regularizer', CLASSES, identifier);
}

export { getRegularizer as get };

export function serializeRegularizer(regularizer: Regularizer | null): Serialized | null {
  return serializeByClass('keras.regularizers', CLASSES, regularizer);
}

function sumOfMagnitudes(x: Tensor, rate: number): Tensor {
  return multiply(reduceSum(abs(x)), rate);
}

function sumOfSquares(x: Tensor, rate: number): Tensor {
  return multiply(reduceSum(square(x)), rate);
}

function rateOf(name: string, value: number): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ValueError(
    `Invalid value for argument ${name}: expected a non-negative float. Received: ${name}=${String(value)}`,
  );
}
