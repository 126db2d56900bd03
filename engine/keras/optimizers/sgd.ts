import { ValueError } from '../../tensor/errors';
import type { Variable } from '../../tape/variable';
import { momentumUpdate } from '../../ops/updates/momentumUpdate';
import { sgdUpdate } from '../../ops/updates/sgdUpdate';
import { Optimizer, type OptimizerOptions, type Rule } from './optimizer';

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
  momentum: number;
  nesterov: boolean;

  constructor({ learningRate = 0.01, momentum = 0, nesterov = false, ...rest }: SGDOptions = {}) {
    if (typeof momentum !== 'number' || momentum < 0 || momentum > 1) {
      throw new ValueError('`momentum` must be a float between [0, 1].');
    }
    super('SGD', learningRate, rest);
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  protected override ownOptions(): object {
    const { momentum, nesterov } = this;
    return { momentum, nesterov };
  }

  protected rule(variable: Variable): Rule {
    const { momentum, nesterov } = this;
    const rate = () => ({ learningRate: this.learningRate });
    if (momentum === 0) {
      return { slots: [], run: (inputs) => sgdUpdate(inputs, rate), formula: PLAIN, hyperparameters: rate };
    }
    return {
      slots: [this.slot(variable, 'momentum')],
      run: (inputs) => momentumUpdate(inputs, () => ({ ...rate(), momentum, nesterov })),
      formula: nesterov ? NESTEROV : MOMENTUM,
      hyperparameters: () => ({ ...rate(), momentum }),
    };
  }
}
