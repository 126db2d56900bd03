import type { Variable } from '../../tape/variable';
import { adagradUpdate } from '../../ops/updates/adagradUpdate';
import { Optimizer, type OptimizerOptions, type Rule } from './optimizer';

export interface AdagradOptions extends OptimizerOptions {
  initialAccumulatorValue?: number;
  epsilon?: number;
}

/** Divides gradients by the root of the sum of their squares; the rule is at `adagradUpdate`. Source: `keras/src/optimizers/adagrad.py`. */
export class Adagrad extends Optimizer {
  readonly initialAccumulatorValue: number;
  epsilon: number;

  constructor({ learningRate = 0.001, initialAccumulatorValue = 0.1, epsilon = 1e-7, ...rest }: AdagradOptions = {}) {
    super('Adagrad', learningRate, rest);
    this.initialAccumulatorValue = initialAccumulatorValue;
    this.epsilon = epsilon;
  }

  protected override ownOptions(): object {
    const { initialAccumulatorValue, epsilon } = this;
    return { initialAccumulatorValue, epsilon };
  }

  protected rule(variable: Variable): Rule {
    const attributes = () => ({ learningRate: this.learningRate, epsilon: this.epsilon });
    return {
      slots: [this.slot(variable, 'accumulator', this.initialAccumulatorValue)],
      run: (inputs) => adagradUpdate(inputs, attributes),
      formula: adagradUpdate.op.formula,
      hyperparameters: attributes,
    };
  }
}
