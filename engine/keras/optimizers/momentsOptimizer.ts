import { Optimizer, type OptimizerOptions } from './optimizer';

export interface MomentsOptions extends OptimizerOptions {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

/** What Adam and its relatives share: how fast they forget the mean of gradients (β₁) and their size (β₂), and ε. */
export abstract class MomentsOptimizer extends Optimizer {
  beta1: number;
  beta2: number;
  epsilon: number;

  constructor(
    className: string,
    { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, ...rest }: MomentsOptions,
  ) {
    super(className, learningRate, rest);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  protected override ownOptions(): object {
    const { beta1, beta2, epsilon } = this;
    return { beta1, beta2, epsilon };
  }
}
