import type { Variable } from '../../tape/variable';
import { adamaxUpdate } from '../../ops/updates/adamaxUpdate';
import { Optimizer, type OptimizerOptions, type Rule } from './optimizer';

export interface AdamaxOptions extends OptimizerOptions {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

/** Adam by the largest gradient instead of the root of squares; the rule is at `adamaxUpdate`. Source: `keras/src/optimizers/adamax.py`. */
export class Adamax extends Optimizer {
  beta1: number;
  beta2: number;
  epsilon: number;

  constructor({ learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, ...rest }: AdamaxOptions = {}) {
    super('Adamax', learningRate, rest);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  protected override ownOptions(): object {
    const { beta1, beta2, epsilon } = this;
    return { beta1, beta2, epsilon };
  }

  protected rule(variable: Variable): Rule {
    return {
      slots: [this.slot(variable, 'momentum'), this.slot(variable, 'norm')],
      run: (inputs) => adamaxUpdate(inputs, () => this.attributes()),
      formula: adamaxUpdate.op.formula,
      hyperparameters: () => ({ learningRate: this.learningRate, step: this.step, ...this.attributes() }),
    };
  }

  private attributes() {
    const { learningRate, step, beta1, beta2, epsilon } = this;
    return { alpha: learningRate / (1 - beta1 ** step), beta1, beta2, epsilon };
  }
}
