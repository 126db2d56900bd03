import { ValueError } from '../../tensor/errors';
import type { Variable } from '../../tape/variable';
import { ftrlUpdate } from '../../ops/updates/ftrlUpdate';
import { Optimizer, type OptimizerOptions, type Rule } from './optimizer';

interface Strengths {
  learningRatePower: number;
  initialAccumulatorValue: number;
  l1RegularizationStrength: number;
  l2RegularizationStrength: number;
  l2ShrinkageRegularizationStrength: number;
  beta: number;
}

export type FtrlOptions = OptimizerOptions & Partial<Strengths>;

/** Follow the regularized leader; the rule is at `ftrlUpdate`. Source: `keras/src/optimizers/ftrl.py`. */
export class Ftrl extends Optimizer {
  private readonly strengths: Strengths;

  constructor({
    learningRate = 0.001,
    learningRatePower = -0.5,
    initialAccumulatorValue = 0.1,
    l1RegularizationStrength = 0,
    l2RegularizationStrength = 0,
    l2ShrinkageRegularizationStrength = 0,
    beta = 0,
    ...rest
  }: FtrlOptions = {}) {
    demandNotNegative('initial_accumulator_value', initialAccumulatorValue);
    if (learningRatePower > 0) {
      throw new ValueError(
        `\`learning_rate_power\` needs to be negative or zero. Received: learning_rate_power=${learningRatePower}.`,
      );
    }
    demandNotNegative('l1_regularization_strength', l1RegularizationStrength);
    demandNotNegative('l2_regularization_strength', l2RegularizationStrength);
    demandNotNegative('l2_shrinkage_regularization_strength', l2ShrinkageRegularizationStrength);
    super('Ftrl', learningRate, rest);
    this.strengths = {
      learningRatePower,
      initialAccumulatorValue,
      l1RegularizationStrength,
      l2RegularizationStrength,
      l2ShrinkageRegularizationStrength,
      beta,
    };
  }

  protected override ownOptions(): object {
    return this.strengths;
  }

  protected rule(variable: Variable): Rule {
    const { strengths } = this;
    const attributes = () => {
      const { learningRate } = this;
      return {
        learningRate,
        power: -strengths.learningRatePower,
        l1: strengths.l1RegularizationStrength,
        l2: strengths.l2RegularizationStrength + strengths.beta / (2 * learningRate),
        shrinkage: strengths.l2ShrinkageRegularizationStrength,
      };
    };
    return {
      slots: [this.slot(variable, 'accumulator', strengths.initialAccumulatorValue), this.slot(variable, 'linear')],
      run: (inputs) => ftrlUpdate(inputs, attributes),
      formula: ftrlUpdate.op.formula,
      hyperparameters: attributes,
    };
  }
}

function demandNotNegative(name: string, value: number): void {
  if (value < 0) throw new ValueError(`\`${name}\` needs to be positive or zero. Received: ${name}=${value}.`);
}
