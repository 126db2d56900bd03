import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { momentumUpdate } from '../../ops/updates/momentumUpdate';
import { type Change, Optimizer, type OptimizerOptions, replaceSlot } from './optimizer';
import { sgdUpdate } from '../../ops/updates/sgdUpdate';

export interface SGDOptions extends OptimizerOptions {
  momentum?: number;
  nesterov?: boolean;
}

const PLAIN = String.raw`w \leftarrow w - \eta\, g`;
const MOMENTUM = String.raw`m \leftarrow \mu\, m - \eta\, g,\quad w \leftarrow w + m`;
const NESTEROV = String.raw`m \leftarrow \mu\, m - \eta\, g,\quad w \leftarrow w + \mu\, m - \eta\, g`;

/**
 * Gradient descent, plain (w ← w − η g), with momentum (m ← μ m − η g, w ← w + m) or with Nesterov's
 * (w ← w + μ m − η g). Source: `keras/src/optimizers/sgd.py`.
 */
export class SGD extends Optimizer {
  private readonly momentum: number;
  private readonly nesterov: boolean;

  constructor({ learningRate = 0.01, momentum = 0, nesterov = false, name }: SGDOptions = {}) {
    if (typeof momentum !== 'number' || momentum < 0 || momentum > 1) {
      throw new ValueError('`momentum` must be a float between [0, 1].');
    }
    super('SGD', learningRate, name);
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  protected update(variable: Variable, gradient: Tensor): Change {
    const { momentum, nesterov } = this;
    if (momentum === 0) {
      const attributes = () => ({ learningRate: this.learningRate });
      const [next] = sgdUpdate([variable.value, gradient], attributes);
      return { next, formula: PLAIN, hyperparameters: attributes };
    }
    const velocity = this.slot(variable, 'momentum');
    const [next, nextVelocity] = momentumUpdate([variable.value, gradient, velocity.value], () => ({
      learningRate: this.learningRate,
      momentum,
      nesterov,
    }));
    replaceSlot(velocity, nextVelocity);
    return {
      next,
      formula: nesterov ? NESTEROV : MOMENTUM,
      hyperparameters: () => ({ learningRate: this.learningRate, momentum }),
    };
  }
}
