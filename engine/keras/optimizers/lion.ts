import { ValueError } from '../../tensor/errors';
import type { Variable } from '../../tape/variable';
import { lionUpdate } from '../../ops/updates/lionUpdate';
import { Optimizer, type OptimizerOptions, type Rule } from './optimizer';

export interface LionOptions extends OptimizerOptions {
  beta1?: number;
  beta2?: number;
}

/** Moves by the sign of the running gradient; the rule is at `lionUpdate`. Source: `keras/src/optimizers/lion.py`. */
export class Lion extends Optimizer {
  beta1: number;
  beta2: number;

  constructor({ learningRate = 0.001, beta1 = 0.9, beta2 = 0.99, ...rest }: LionOptions = {}) {
    if (!(beta1 > 0 && beta1 <= 1)) {
      throw new ValueError(
        `Argument \`beta_1\` must be in the [0, 1] range. Otherwise, the optimizer degenerates to SignSGD. Received: beta_1=${beta1}.`,
      );
    }
    super('Lion', learningRate, rest);
    this.beta1 = beta1;
    this.beta2 = beta2;
  }

  protected override ownOptions(): object {
    const { beta1, beta2 } = this;
    return { beta1, beta2 };
  }

  protected rule(variable: Variable): Rule {
    const attributes = () => ({ learningRate: this.learningRate, beta1: this.beta1, beta2: this.beta2 });
    return {
      slots: [this.slot(variable, 'momentum')],
      run: (inputs) => lionUpdate(inputs, attributes),
      formula: lionUpdate.op.formula,
      hyperparameters: attributes,
    };
  }
}
