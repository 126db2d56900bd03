import { ValueError } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { abs } from '../ops/elementwise/abs';
import { add } from '../ops/elementwise/add';
import { clipByValue } from '../ops/elementwise/clipByValue';
import { divide } from '../ops/elementwise/divide';
import { exp } from '../ops/elementwise/exp';
import { expm1 } from '../ops/elementwise/expm1';
import { greater } from '../ops/elementwise/greater';
import { minimum } from '../ops/elementwise/minimum';
import { multiply } from '../ops/elementwise/multiply';
import { sigmoid } from '../ops/elementwise/sigmoid';
import { sqrt } from '../ops/elementwise/sqrt';
import { square } from '../ops/elementwise/square';
import { subtract } from '../ops/elementwise/subtract';
import { tanh } from '../ops/elementwise/tanh';
import { where } from '../ops/elementwise/where';
import { elu } from '../ops/nn/elu';
import { gelu } from '../ops/nn/gelu';
import { leakyRelu } from '../ops/nn/leakyRelu';
import { logSigmoid } from '../ops/nn/logSigmoid';
import { logSoftmax } from '../ops/nn/logSoftmax';
import { relu } from '../ops/nn/relu';
import { relu6 } from '../ops/nn/relu6';
import { selu } from '../ops/nn/selu';
import { silu } from '../ops/nn/silu';
import { softmax } from '../ops/nn/softmax';
import { softplus } from '../ops/nn/softplus';
import { softsign } from '../ops/nn/softsign';
import type { Serialized } from './config';
import { snakeCase } from './names';

/** An elementwise (or, for softmax, last-axis) function of a float tensor: `[…]` → `[…]`. */
export type Activation = (x: Tensor) => Tensor;

/** As a layer takes it: Keras' name or a function of one's own. */
export type ActivationLike = string | Activation;

const BY_NAME: Readonly<Record<string, Activation | null>> = {
  linear: null,
  celu: (x) => where(greater(x, 0), x, expm1(minimum(x, 0))),
  elu: (x) => elu(x),
  exponential: (x) => exp(x),
  gelu: (x) => gelu(x),
  hard_shrink: (x) => where(greater(abs(x), 0.5), x, 0),
  hard_sigmoid: (x) => hardSigmoid(x),
  hard_silu: (x) => multiply(x, hardSigmoid(x)),
  hard_tanh: (x) => clipByValue(x, -1, 1),
  leaky_relu: (x) => leakyRelu(x, { alpha: 0.2 }),
  log_sigmoid: (x) => logSigmoid(x),
  log_softmax: (x) => logSoftmax(x, { axis: -1 }),
  mish: (x) => multiply(x, tanh(softplus(x))),
  relu: (x) => relu(x),
  relu6: (x) => relu6(x),
  selu: (x) => selu(x),
  sigmoid: (x) => sigmoid(x),
  silu: (x) => silu(x),
  soft_shrink: (x) => subtract(x, clipByValue(x, -0.5, 0.5)),
  softmax: (x) => softmax(x),
  softplus: (x) => softplus(x),
  softsign: (x) => softsign(x),
  squareplus: (x) => multiply(add(x, sqrt(add(square(x), 4))), 0.5),
  tanh: (x) => tanh(x),
  tanh_shrink: (x) => subtract(x, tanh(x)),
};

/** Keras' other names. */
const ALIASES: Readonly<Record<string, string>> = {
  hard_swish: 'hard_silu',
  leakyrelu: 'leaky_relu',
  swish: 'silu',
};

/** `keras.activations.get`; null is the linear one. Throws `ValueError` for a name that is none. */
export function getActivation(identifier: ActivationLike | null): Activation | null {
  if (identifier === null || typeof identifier === 'function') return identifier;
  const name = snakeCase(identifier);
  const found = BY_NAME[ALIASES[name] ?? name];
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

/** 0 below −3, 1 above 3, x / 6 + ½ between. */
function hardSigmoid(x: Tensor): Tensor {
  return divide(relu6(add(x, 3)), 6);
}
