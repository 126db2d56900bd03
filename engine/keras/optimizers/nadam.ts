import type { Variable } from '../../tape/variable';
import { nadamUpdate } from '../../ops/updates/nadamUpdate';
import { MomentsOptimizer, type MomentsOptions } from './momentsOptimizer';
import type { Rule } from './optimizer';

export type NadamOptions = MomentsOptions;

/**
 * Adam with Nesterov's momentum, which warms up: μₜ = β₁ (1 − ½ · 0.96ᵗ). The rule is at `nadamUpdate`.
 * Source: `keras/src/optimizers/nadam.py`.
 */
export class Nadam extends MomentsOptimizer {
  /** Π μ up to a step: a function of the step alone, kept so that the next one is one factor away. */
  private product = { step: 0, value: 1 };

  constructor(options: NadamOptions = {}) {
    super('Nadam', options);
  }

  protected rule(variable: Variable): Rule {
    return {
      slots: [this.slot(variable, 'momentum'), this.slot(variable, 'velocity')],
      run: (inputs) => nadamUpdate(inputs, () => this.attributes()),
      formula: nadamUpdate.op.formula,
      hyperparameters: () => ({ step: this.step, ...this.attributes() }),
    };
  }

  private attributes() {
    const { learningRate, step, beta1, beta2, epsilon } = this;
    const product = this.productUpTo(step);
    const [now, next] = [this.momentumAt(step), this.momentumAt(step + 1)];
    return {
      learningRate,
      beta1,
      beta2,
      epsilon,
      meanScale: next / (1 - product * next),
      gradientScale: (1 - now) / (1 - product),
      squareScale: 1 / (1 - beta2 ** step),
    };
  }

  private momentumAt(step: number): number {
    return this.beta1 * (1 - 0.5 * 0.96 ** step);
  }

  private productUpTo(step: number): number {
    if (this.product.step > step) this.product = { step: 0, value: 1 };
    while (this.product.step < step) {
      const next = this.product.step + 1;
      this.product = { step: next, value: this.product.value * this.momentumAt(next) };
    }
    return this.product.value;
  }
}
