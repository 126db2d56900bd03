import { ValueError } from '../../tensor/errors';
import type { Variable } from '../../tape/variable';
import { adamUpdate, amsgradUpdate } from '../../ops/updates/adamUpdate';
import { Optimizer, type OptimizerOptions, type Rule } from './optimizer';

export interface AdamOptions extends OptimizerOptions {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  amsgrad?: boolean;
}

/** Adam and, with `amsgrad`, AMSGrad; the rules are at `adamUpdate`. Source: `keras/src/optimizers/adam.py`. */
export class Adam extends Optimizer {
  beta1: number;
  beta2: number;
  epsilon: number;
  readonly amsgrad: boolean;

  constructor(
    { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, amsgrad = false, ...rest }: AdamOptions = {},
    className = 'Adam',
  ) {
    super(className, learningRate, rest);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.amsgrad = amsgrad;
  }

  protected override ownOptions(): object {
    const { beta1, beta2, epsilon, amsgrad } = this;
    return { beta1, beta2, epsilon, amsgrad };
  }

  protected rule(variable: Variable): Rule {
    const names = this.amsgrad ? ['momentum', 'velocity', 'velocity_hat'] : ['momentum', 'velocity'];
    const update = this.amsgrad ? amsgradUpdate : adamUpdate;
    return {
      slots: names.map((name) => this.slot(variable, name)),
      run: (inputs) => update(inputs, () => this.attributes()),
      formula: update.op.formula,
      hyperparameters: () => ({ learningRate: this.learningRate, step: this.step, ...this.attributes() }),
    };
  }

  private attributes() {
    const { learningRate, step, beta1, beta2, epsilon } = this;
    return { alpha: (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step), beta1, beta2, epsilon };
  }
}

/**
 * Adam with weight decay beside the gradient (Loshchilov and Hutter, 2017): w ← w − η λ w before Adam's
 * rule. Source: `keras/src/optimizers/adamw.py`.
 */
export class AdamW extends Adam {
  constructor({ weightDecay = 0.004, ...rest }: AdamOptions = {}) {
    if (weightDecay === null) {
      throw new ValueError('Argument `weight_decay` must be a float. Received: weight_decay=None');
    }
    super({ weightDecay, ...rest }, 'AdamW');
  }
}
