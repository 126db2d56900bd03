import type { Variable } from '../../tape/variable';
import { adadeltaUpdate } from '../../ops/updates/adadeltaUpdate';
import { Optimizer, type OptimizerOptions, type Rule } from './optimizer';

export interface AdadeltaOptions extends OptimizerOptions {
  rho?: number;
  epsilon?: number;
}

/** Moves by as much as past moves and gradients tell; the rule is at `adadeltaUpdate`. Source: `keras/src/optimizers/adadelta.py`. */
export class Adadelta extends Optimizer {
  rho: number;
  epsilon: number;

  constructor({ learningRate = 0.001, rho = 0.95, epsilon = 1e-7, ...rest }: AdadeltaOptions = {}) {
    super('Adadelta', learningRate, rest);
    this.rho = rho;
    this.epsilon = epsilon;
  }

  protected override ownOptions(): object {
    const { rho, epsilon } = this;
    return { rho, epsilon };
  }

  protected rule(variable: Variable): Rule {
    const attributes = () => ({ learningRate: this.learningRate, rho: this.rho, epsilon: this.epsilon });
    return {
      slots: [this.slot(variable, 'accumulated_grad'), this.slot(variable, 'accumulated_delta_var')],
      run: (inputs) => adadeltaUpdate(inputs, attributes),
      formula: adadeltaUpdate.op.formula,
      hyperparameters: attributes,
    };
  }
}
