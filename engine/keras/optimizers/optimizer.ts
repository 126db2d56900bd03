import { fromData } from '../../tensor/convert';
import { allocate } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { hostEffect, untraced } from '../../tape/context';
import { Variable } from '../../tape/variable';
import { autoName } from '../names';
import { startValue } from '../startValues';
import type { LearningRateSchedule } from './schedules';

export type GradientsAndVariables = readonly (readonly [Tensor | null, Variable])[];

export interface OptimizerOptions {
  learningRate?: number | LearningRateSchedule;
  name?: string | null;
}

/** What one step does to one variable: the next value, and what the timeline says of it. */
export interface Change {
  readonly next: Tensor;
  readonly formula: string;
  /** Those of the step that is being taken: the same function serves each replay of a traced step. */
  readonly hyperparameters: () => Readonly<Record<string, number>>;
}

/** Applies gradients to variables by a rule, with slots of its own beside each variable. */
export abstract class Optimizer {
  readonly name: string;
  private rate: number | LearningRateSchedule;
  private steps = 0;
  private counter: Variable | null = null;
  private readonly slots = new Map<Variable, Map<string, Variable>>();
  private readonly slotList: Variable[] = [];

  constructor(
    /** Keras' class name, shown as the rule. */
    readonly className: string,
    learningRate: number | LearningRateSchedule,
    name?: string | null,
  ) {
    this.name = name ?? autoName(className);
    this.rate =
      typeof learningRate === 'number'
        ? startValue(`${className}/learningRate`, 'learningRate', learningRate)
        : learningRate;
  }

  /** The rate of the next step. */
  get learningRate(): number {
    return typeof this.rate === 'number' ? this.rate : this.rate.call(this.steps);
  }

  /** A number to go on with. Throws when a schedule sets the rate. */
  set learningRate(value: number) {
    if (typeof this.rate !== 'number') {
      throw new ValueError(
        'This optimizer was created with a `LearningRateSchedule` object as its `learning_rate` constructor argument, hence its learning rate is not settable. If you need the learning rate to be settable, you should instantiate the optimizer with a float `learning_rate` argument.',
      );
    }
    this.rate = value;
  }

  /** Steps taken so far, an int32 scalar. */
  get iterations(): Variable {
    hostEffect(() => untraced(() => this.count()));
    return this.counter!;
  }

  /** Slots by the names that Keras gives them: `sequential_dense_kernel_momentum`. */
  get variables(): Variable[] {
    return [...this.slotList];
  }

  /**
   * One step: each variable by its gradient. A variable whose gradient is null is left as it is, with a
   * warning. Throws `ValueError` when there is no gradient at all.
   */
  applyGradients(gradientsAndVariables: GradientsAndVariables): void {
    if (gradientsAndVariables.length === 0) throw new ValueError('No variables to optimize.');
    let applied = 0;
    for (const [gradient, variable] of gradientsAndVariables) {
      if (gradient === null) continue;
      const { next, formula, hyperparameters } = this.update(variable, gradient);
      variable.change(next, () => ({
        rule: this.className,
        formula,
        gradient,
        hyperparameters: hyperparameters(),
      }));
      next.dispose();
      applied++;
    }
    if (applied < gradientsAndVariables.length) this.warnOfMissing(gradientsAndVariables, applied);
    hostEffect(() => this.steps++);
  }

  private count(): void {
    const value = fromData(Int32Array.of(this.steps), [], 'int32');
    if (this.counter === null)
      this.counter = new Variable(value, { name: 'iteration', trainable: false, traced: false });
    else this.counter.change(value, null);
    value.dispose();
  }

  /** The step that is being taken, counted from 1. */
  protected get step(): number {
    return this.steps + 1;
  }

  /** The rule for one variable. It reads `step` and `learningRate` inside the functions that it hands on, never outside. */
  protected abstract update(variable: Variable, gradient: Tensor): Change;

  /** The slot of this name beside a variable, zeros at first. */
  protected slot(variable: Variable, name: string): Variable {
    let own = this.slots.get(variable);
    if (own === undefined) this.slots.set(variable, (own = new Map()));
    let slot = own.get(name);
    if (slot === undefined) {
      const zeros = fromData(allocate(variable.dtype, variable.size), variable.shape, variable.dtype);
      slot = new Variable(zeros, {
        name: `${variable.path.replaceAll('/', '_')}_${name}`,
        trainable: false,
        traced: false,
      });
      slot.path = `${this.name}/${slot.name}`;
      own.set(name, slot);
      this.slotList.push(slot);
    }
    return slot;
  }

  private warnOfMissing(all: GradientsAndVariables, applied: number): void {
    if (applied === 0) throw new ValueError('No gradients provided for any variable.');
    const names = all.filter(([gradient]) => gradient === null).map(([, variable]) => `'${variable.name}'`);
    console.warn(
      `Gradients do not exist for variables [${names.join(', ')}] when minimizing the loss. If using \`model.compile()\`, did you forget to provide a \`loss\` argument?`,
    );
  }
}

/** Puts a slot's next value in place and gives both tensors back: nobody else holds them. */
export function replaceSlot(slot: Variable, next: Tensor): void {
  const before = slot.value;
  slot.change(next, null);
  next.dispose();
  before.dispose();
}
