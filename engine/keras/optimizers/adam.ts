import { ValueError } from '../../tensor/errors';
import type { Variable } from '../../tape/variable';
import { adamUpdate, amsgradUpdate } from '../../ops/updates/adamUpdate';
import { MomentsOptimizer, type MomentsOptions } from './momentsOptimizer';
import type { Rule } from './optimizer';

export interface AdamOptions extends MomentsOptions {
  amsgrad?: boolean;
}

/** Adam and, with `amsgrad`, AMSGrad; the rules are at `adamUpdate`. Source: `keras/src/optimizers/adam.py`. */
export class Adam extends MomentsOptimizer {
  readonly amsgrad: boolean;

  constructor({ amsgrad = false, ...rest }: AdamOptions = {}, className = 'Adam') {
    super(className, rest);
    this.amsgrad = amsgrad;
  }

  protected override ownOptions(): object {
    return { ...super.ownOptions(), amsgrad: this.amsgrad };
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
