import { ValueError } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { exp } from '../ops/elementwise/exp';
import { relu } from '../ops/nn/relu';
import { sigmoid } from '../ops/elementwise/sigmoid';
import { softmax } from '../ops/nn/softmax';
import { softplus } from '../ops/nn/softplus';
import { tanh } from '../ops/elementwise/tanh';
import type { Serialized } from './config';
import { snakeCase } from './names';

/** An elementwise (or, for softmax, last-axis) function of a float tensor: `[…]` → `[…]`. */
export type Activation = (x: Tensor) => Tensor;

/** As a layer takes it: Keras' name or a function of one's own. */
export type ActivationLike = string | Activation;

const BY_NAME: Readonly<Record<string, Activation | null>> = {
  linear: null,
  relu: (x) => relu(x),
  sigmoid: (x) => sigmoid(x),
  tanh: (x) => tanh(x),
  softmax: (x) => softmax(x),
  softplus: (x) => softplus(x),
  exponential: (x) => exp(x),
};

/** `keras.activations.get`; null is the linear one. Throws `ValueError` for a name that is none. */
export function getActivation(identifier: ActivationLike | null): Activation | null {
  if (identifier === null || typeof identifier === 'function') return identifier;
  const found = BY_NAME[snakeCase(identifier)];
  if (found === undefined) {
    throw new ValueError(
      `Could not interpret activation function identifier: ${identifier}. Expected one of: ${Object.keys(BY_NAME).join(', ')}`,
    );
  }
  return found;
}

/** As Keras writes it into configs: the name, or a function that only its writer has. */
export function serializeActivation(activation: Activation | null): string | Serialized {
  for (const [name, one] of Object.entries(BY_NAME)) if (one === activation) return name;
  return {
    module: 'builtins',
    class_name: 'function',
    config: { name: activation!.name },
    registered_name: 'function',
  };
}
