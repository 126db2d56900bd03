/**
 * What TensorFlow.js has no layer for and what is the same made of layers that it has: the layer then stands
 * in a small model of its own, with the others before and behind it.
 */
import type { Config } from '../../keras/config';
import type { Block } from './block';

/** A value in a composition: the inputs come first, then the layers' outputs in their order. */
type Value = number;

export interface Step {
  /** Null: the layer that is composed, with these settings in place of its own. */
  readonly className: string | null;
  readonly config: Config;
  readonly inputs: readonly Value[];
  /** Those that are parts of the layer's. */
  readonly weights: readonly PartialWeight[];
}

export interface PartialWeight {
  readonly name: string;
  /** The weight it is a part of, by its place among the layer's. */
  readonly of: number;
  readonly shape: readonly number[];
  /** Where its numbers are among the weight's. */
  readonly block: Block;
}

type Shape = readonly (number | null)[];

/** Layers of TensorFlow.js from the inputs of one of ours to its output, which is the last one's. */
export class Composition {
  readonly steps: Step[] = [];

  /** Shapes with the batch. */
  constructor(readonly shapes: readonly Shape[]) {}

  get inputs(): Value[] {
    return this.shapes.map((_, i) => i);
  }

  add(className: string, config: Config, inputs: readonly Value[], weights: readonly PartialWeight[] = []): Value {
    return this.put({ className, config, inputs, weights });
  }

  own(config: Config, inputs: readonly Value[]): Value {
    return this.put({ className: null, config, inputs, weights: [] });
  }

  /** scale · x + offset. */
  rescale(x: Value, scale: number, offset = 0): Value {
    return this.add('Rescaling', { scale, offset }, [x]);
  }

  activate(x: Value, activation: string): Value {
    return this.add('Activation', { activation }, [x]);
  }

  /** a − b. */
  subtract(a: Value, b: Value): Value {
    return this.add('Add', {}, [a, this.rescale(b, -1)]);
  }

  private put(step: Step): Value {
    this.steps.push(step);
    return this.shapes.length + this.steps.length - 1;
  }
}

/** Adds the layers, with the layer's own config; the output is what the last one gives. */
export type Compose = (c: Composition, config: Config) => Value;

const hardSigmoid = (c: Composition, x: Value) => c.rescale(c.activate(c.rescale(x, 1, 3), 'relu6'), 1 / 6);

/** f(x) − f(−x), for functions of both sides that are given by that of one. */
const odd = (c: Composition, x: Value, half: (x: Value) => Value) => c.subtract(half(x), half(c.rescale(x, -1)));

/** Functions that TensorFlow.js does not know by name. */
export const composedActivations: Readonly<Record<string, (c: Composition, x: Value) => Value>> = {
  hard_shrink: (c, x) => odd(c, x, (one) => c.add('ThresholdedReLU', { theta: 0.5 }, [one])),
  hard_sigmoid: hardSigmoid,
  hard_silu: (c, x) => c.add('Multiply', {}, [x, hardSigmoid(c, x)]),
  hard_tanh: (c, x) => odd(c, x, (one) => c.add('ReLU', { max_value: 1 }, [one])),
  leaky_relu: (c, x) => c.add('LeakyReLU', { alpha: 0.2 }, [x]),
  log_sigmoid: (c, x) => c.rescale(c.activate(c.rescale(x, -1), 'softplus'), -1),
  soft_shrink: (c, x) => odd(c, x, (one) => c.activate(c.rescale(one, 1, -0.5), 'relu')),
  tanh_shrink: (c, x) => c.subtract(x, c.activate(x, 'tanh')),
};

export const subtraction: Compose = (c) => c.subtract(0, 1);

/** Along another axis than the last one: that axis goes to the end, and back again. */
export const normalizedAlong: Compose = (c, config) => {
  const axes = Array.from({ length: c.shapes[0].length - 1 }, (_, i) => i + 1);
  const axis = config.axis as number;
  const there = [...axes.filter((one) => one !== axis), axis];
  const moved = c.add('Permute', { dims: there }, c.inputs);
  const normalized = c.own({ ...config, axis: -1 }, [moved]);
  return c.add('Permute', { dims: axes.map((one) => there.indexOf(one) + 1) }, [normalized]);
};

/** Zeros before the first step only, which TensorFlow.js can put before the rows of an image. */
export const causal: Compose = (c, config) => {
  const channels = c.shapes[0][2];
  const before = Number(config.dilation_rate) * (Number(config.kernel_size) - 1);
  const image = c.add('Reshape', { target_shape: [-1, 1, channels] }, c.inputs);
  const padding = [[before, 0], [0, 0]]; // prettier-ignore
  const padded = c.add('ZeroPadding2D', { padding, data_format: 'channels_last' }, [image]);
  const steps = c.add('Reshape', { target_shape: [-1, channels] }, [padded]);
  return c.own({ ...config, padding: 'valid' }, [steps]);
};

/** The axes that are pooled come back with size 1. */
export const keepingAxes: Compose = (c, config) => {
  const [shape] = c.shapes;
  const pooled = c.own({ ...config, keepdims: false }, c.inputs);
  return c.add('Reshape', { target_shape: [...shape.slice(1, -1).map(() => 1), shape.at(-1)!] }, [pooled]);
};
