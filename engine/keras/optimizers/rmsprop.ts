import type { Variable } from '../../tape/variable';
import {
  centeredRmspropMomentumUpdate,
  centeredRmspropUpdate,
  rmspropMomentumUpdate,
  rmspropUpdate,
} from '../../ops/updates/rmspropUpdate';
import { Optimizer, type OptimizerOptions, type Rule } from './optimizer';

export interface RMSpropOptions extends OptimizerOptions {
  rho?: number;
  momentum?: number;
  epsilon?: number;
  /** Divides by the root of the variance, not of the square. */
  centered?: boolean;
}

/** Divides gradients by the root of their running square; the rules are at `rmspropUpdate`. Source: `keras/src/optimizers/rmsprop.py`. */
export class RMSprop extends Optimizer {
  rho: number;
  momentum: number;
  epsilon: number;
  readonly centered: boolean;

  constructor({
    learningRate = 0.001,
    rho = 0.9,
    momentum = 0,
    epsilon = 1e-7,
    centered = false,
    ...rest
  }: RMSpropOptions = {}) {
    super('RMSprop', learningRate, rest);
    this.rho = rho;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.centered = centered;
  }

  protected override ownOptions(): object {
    const { rho, momentum, epsilon, centered } = this;
    return { rho, momentum, epsilon, centered };
  }

  protected rule(variable: Variable): Rule {
    const moves = this.momentum > 0;
    const names = ['velocity', ...(this.centered ? ['average_gradient'] : []), ...(moves ? ['momentum'] : [])];
    const plain = moves ? rmspropMomentumUpdate : rmspropUpdate;
    const centered = moves ? centeredRmspropMomentumUpdate : centeredRmspropUpdate;
    const update = this.centered ? centered : plain;
    const attributes = () => {
      const { learningRate, rho, momentum, epsilon } = this;
      return { learningRate, rho, momentum, epsilon };
    };
    return {
      slots: names.map((name) => this.slot(variable, name)),
      run: (inputs) => update(inputs, attributes),
      formula: update.op.formula,
      hyperparameters: attributes,
    };
  }
}
