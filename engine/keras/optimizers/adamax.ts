import type { Variable } from '../../tape/variable';
import { adamaxUpdate } from '../../ops/updates/adamaxUpdate';
import { MomentsOptimizer, type MomentsOptions } from './momentsOptimizer';
import type { Rule } from './optimizer';

export type AdamaxOptions = MomentsOptions;

/** Adam by the largest gradient instead of the root of squares; the rule is at `adamaxUpdate`. Source: `keras/src/optimizers/adamax.py`. */
export class Adamax extends MomentsOptimizer {
  constructor(options: AdamaxOptions = {}) {
    super('Adamax', options);
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
