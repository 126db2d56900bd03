/** `tf.keras.constraints`: what becomes of a weight after each step of the optimizer. Source: `keras/src/constraints/constraints.py`. */
import { convert, type TensorLike } from '../tensor/convert';
import type { Tensor } from '../tensor/tensor';
import { add } from '../ops/elementwise/add';
import { clipByValue } from '../ops/elementwise/clipByValue';
import { divide } from '../ops/elementwise/divide';
import { maximum } from '../ops/elementwise/maximum';
import { multiply } from '../ops/elementwise/multiply';
import { sqrt } from '../ops/elementwise/sqrt';
import { square } from '../ops/elementwise/square';
import { reduceSum } from '../ops/reductions/reduceSum';
import { type Config, getByConfig, serializeByClass, type Serialized } from './config';

/** Makes a weight's next value of its value. */
export interface Constraint {
  call(w: TensorLike): Tensor;
  getConfig(): Config;
}

/** As a layer takes it: an object, Keras' name with its defaults, what Keras serialized, or a function. */
export type ConstraintLike = Constraint | string | Serialized | ((w: Tensor) => Tensor);

/** `keras.config.epsilon()`. */
const EPSILON = 1e-7;

type Axes = number | readonly number[];

/** Norms along `axis` of at most `maxValue`. */
export class MaxNorm implements Constraint {
  readonly maxValue: number;
  readonly axis: Axes;

  constructor({ maxValue = 2, axis = 0 }: { maxValue?: number; axis?: Axes } = {}) {
    this.maxValue = maxValue;
    this.axis = axis;
  }

  call(w: TensorLike): Tensor {
    const weight = convert(w);
    const norms = normsOf(weight, this.axis);
    return multiply(weight, divide(clipByValue(norms, 0, this.maxValue), add(norms, EPSILON)));
  }

  getConfig(): Config {
    return { max_value: this.maxValue, axis: this.axis };
  }
}

/** Nothing below 0. */
export class NonNeg implements Constraint {
  call(w: TensorLike): Tensor {
    return maximum(convert(w), 0);
  }

  getConfig(): Config {
    return {};
  }
}

/** Norms along `axis` of 1. */
export class UnitNorm implements Constraint {
  readonly axis: Axes;

  constructor({ axis = 0 }: { axis?: Axes } = {}) {
    this.axis = axis;
  }

  call(w: TensorLike): Tensor {
    const weight = convert(w);
    return divide(weight, add(normsOf(weight, this.axis), EPSILON));
  }

  getConfig(): Config {
    return { axis: this.axis };
  }
}

/** Moves norms along `axis` into [`minValue`, `maxValue`], by the share `rate` of the way. */
export class MinMaxNorm implements Constraint {
  readonly minValue: number;
  readonly maxValue: number;
  readonly rate: number;
  readonly axis: Axes;

  constructor({
    minValue = 0,
    maxValue = 1,
    rate = 1,
    axis = 0,
  }: { minValue?: number; maxValue?: number; rate?: number; axis?: Axes } = {}) {
    this.minValue = minValue;
    this.maxValue = maxValue;
    this.rate = rate;
    this.axis = axis;
  }

  call(w: TensorLike): Tensor {
    const weight = convert(w);
    const norms = normsOf(weight, this.axis);
    const clipped = multiply(clipByValue(norms, this.minValue, this.maxValue), this.rate);
    const desired = add(clipped, multiply(norms, 1 - this.rate));
    return multiply(weight, divide(desired, add(norms, EPSILON)));
  }

  getConfig(): Config {
    return { min_value: this.minValue, max_value: this.maxValue, rate: this.rate, axis: this.axis };
  }
}

const CLASSES = { MaxNorm, MinMaxNorm, NonNeg, UnitNorm };

/** `keras.constraints.get`; null is none. Throws `ValueError` for what is none. */
export function getConstraint(identifier: ConstraintLike | null): Constraint | null {
  return getByConfig<Constraint>('constraint', CLASSES, identifier);
}

export { getConstraint as get };

export function serializeConstraint(constraint: Constraint | null): Serialized | null {
  return serializeByClass('keras.constraints', CLASSES, constraint);
}

function normsOf(w: Tensor, axis: Axes): Tensor {
  return sqrt(reduceSum(square(w), { axis: typeof axis === 'number' ? axis : [...axis], keepdims: true }));
}
