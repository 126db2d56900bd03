import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { adamUpdate, amsgradUpdate } from '../../ops/updates/adamUpdate';
import { type Change, Optimizer, type OptimizerOptions, replaceSlot } from './optimizer';

export interface AdamOptions extends OptimizerOptions {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  amsgrad?: boolean;
}

/** Adam and, with `amsgrad`, AMSGrad; the rules are at `adamUpdate`. Source: `keras/src/optimizers/adam.py`. */
export class Adam extends Optimizer {
  private readonly options: { beta1: number; beta2: number; epsilon: number };
  private readonly amsgrad: boolean;

  constructor({
    learningRate = 0.001,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-7,
    amsgrad = false,
    name,
  }: AdamOptions = {}) {
    super('Adam', learningRate, name);
    this.options = { beta1, beta2, epsilon };
    this.amsgrad = amsgrad;
  }

  protected update(variable: Variable, gradient: Tensor): Change {
    const names = this.amsgrad ? ['momentum', 'velocity', 'velocity_hat'] : ['momentum', 'velocity'];
    const slots = names.map((name) => this.slot(variable, name));
    const rule = this.amsgrad ? amsgradUpdate : adamUpdate;
    const inputs = [variable.value, gradient, ...slots.map((slot) => slot.value)];
    const [next, ...nextSlots] = rule(inputs, () => this.attributes());
    slots.forEach((slot, i) => replaceSlot(slot, nextSlots[i]));
    const hyperparameters = () => ({ learningRate: this.learningRate, step: this.step, ...this.attributes() });
    return { next, formula: rule.op.formula, hyperparameters };
  }

  private attributes() {
    const { learningRate, step } = this;
    const { beta1, beta2, epsilon } = this.options;
    return { alpha: (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step), beta1, beta2, epsilon };
  }
}
