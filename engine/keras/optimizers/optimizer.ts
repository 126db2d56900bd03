import { fromData } from '../../tensor/convert';
import { allocate, bytesPerElement } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import { tidy } from '../../tensor/lifetime';
import type { Tensor } from '../../tensor/tensor';
import { warn } from '../../tensor/warnings';
import { context, hostEffect, untraced, withoutTapes } from '../../tape/context';
import { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { divide } from '../../ops/elementwise/divide';
import { multiply } from '../../ops/elementwise/multiply';
import { averageUpdate, chooseUpdate, decayUpdate } from '../../ops/updates/averageUpdate';
import { type Config, optionsOf } from '../config';
import { autoName } from '../names';
import { snakeKeys } from '../snakeKeys';
import { restoredState, startValue } from '../startValues';
import { clipGradients } from './clipping';
import { type CommonOptions, commonOptions, type LearningRate, type OptimizerOptions } from './options';
import { rateConfig, rateFrom } from './rateConfig';

export type { OptimizerOptions } from './options';

export type GradientsAndVariables = readonly (readonly [Tensor | null, Variable])[];

/** What an optimizer is made of again, in Keras' spelling: `Adam.fromConfig(optimizer.getConfig())`. */
export type OptimizerConfig = Readonly<Record<string, unknown>> & { readonly name: string };

/** How one variable changes in a step, and what the timeline says of it. */
export interface Rule {
  /** Beside the variable, in the order in which `run` takes and gives them. */
  readonly slots: readonly Variable[];
  /** Variable, gradient and slots → next variable and slots, by an op of `ops/updates`. */
  readonly run: (inputs: readonly Tensor[]) => readonly Tensor[];
  readonly formula: string;
  /** Those of the step that is being taken: the same function serves each replay of a traced step. */
  readonly hyperparameters: () => Readonly<Record<string, number>>;
}

/** `sums` only with accumulation: one for each gradient. */
interface Prepared {
  readonly gradients: readonly Tensor[];
  readonly sums: readonly Tensor[];
}

const DECAY = String.raw`w \leftarrow w - \eta\, \lambda\, w,\quad `;

/**
 * Applies gradients to variables by a rule, with slots of its own beside each variable. What changes from
 * step to step (the step, the rate, what hangs on them) is read inside the functions that are handed on,
 * never outside: a traced training step asks for it anew. Source: `keras/src/optimizers/base_optimizer.py`.
 */
export abstract class Optimizer {
  readonly name: string;
  private rate: LearningRate;
  private steps: number;
  private counter: Variable | null = null;
  private readonly common: CommonOptions;
  private readonly slots = new Map<Variable, Map<string, Variable>>();
  private readonly slotList: Variable[] = [];
  private readonly undecayed = new Set<Variable>();
  private undecayedNames: RegExp | null = null;

  constructor(
    /** Keras' class name, shown as the rule. */
    readonly className: string,
    learningRate: LearningRate,
    { name, ...rest }: OptimizerOptions = {},
  ) {
    this.common = commonOptions(rest);
    this.name = name ?? autoName(className);
    this.steps = restoredState(`${this.name}/iteration`, [], null)?.[0] ?? 0;
    this.rate =
      typeof learningRate === 'number'
        ? startValue(`${className}/learningRate`, 'learningRate', learningRate)
        : learningRate;
  }

  static fromConfig<T>(this: new (config: never) => T, config: object): T {
    const { learningRate, ...rest } = optionsOf(config as Config, this.name);
    return new this({ ...rest, learningRate: rateFrom(learningRate) } as never);
  }

  /** The rate of the next step. */
  get learningRate(): number {
    if (typeof this.rate === 'number') return this.rate;
    return typeof this.rate === 'function' ? this.rate() : this.rate.call(this.steps);
  }

  /** A number, a schedule or a function to go on with. Throws for a number when a schedule sets the rate. */
  set learningRate(value: LearningRate) {
    if (typeof this.rate === 'object' && typeof value === 'number') {
      throw new ValueError(
        'This optimizer was created with a `LearningRateSchedule` object as its `learning_rate` constructor argument, hence its learning rate is not settable. If you need the learning rate to be settable, you should instantiate the optimizer with a float `learning_rate` argument.',
      );
    }
    this.rate = value;
  }

  /** Steps taken so far, an int32 scalar; with accumulation those that moved the variables. */
  get iterations(): Variable {
    hostEffect(() => untraced(() => this.count()));
    return this.counter!;
  }

  /** Slots by the names that Keras gives them: `sequential_dense_kernel_momentum`. */
  get variables(): Variable[] {
    return [...this.slotList];
  }

  /** Whether it has taken a step, and so has its slots. */
  get built(): boolean {
    return this.steps > 0;
  }

  /** Numbers that it keeps: slots, the count of steps, and the learning rate unless a schedule gives it. */
  get stateSize(): { readonly count: number; readonly bytes: number } {
    const scalars = typeof this.rate === 'number' ? 2 : 1;
    const slots = this.slotList.map(({ size, dtype }) => ({ size, bytes: size * bytesPerElement(dtype) }));
    return {
      count: slots.reduce((sum, { size }) => sum + size, scalars),
      bytes: slots.reduce((sum, { bytes }) => sum + bytes, 4 * scalars),
    };
  }

  /**
   * One step: each variable by its gradient, then its constraint. A variable whose gradient is null is
   * left as it is, with a warning. Throws `ValueError` when there is no gradient at all.
   */
  applyGradients(gradientsAndVariables: GradientsAndVariables): void {
    if (gradientsAndVariables.length === 0) throw new ValueError('No variables to optimize.');
    const present = gradientsAndVariables.filter((pair): pair is readonly [Tensor, Variable] => pair[0] !== null);
    if (present.length < gradientsAndVariables.length) this.warnOfMissing(gradientsAndVariables, present.length);
    if (this.common.useEma) for (const [, variable] of gradientsAndVariables) this.slot(variable, 'average');
    const prepared = tidy(() => withoutTapes(() => this.prepare(present)));
    present.forEach(([, variable], i) => this.move(variable, prepared.gradients[i], prepared.sums[i] ?? null));
    if (this.common.useEma) {
      for (const [gradient, variable] of gradientsAndVariables) if (gradient === null) this.moveAverage(variable);
    }
    hostEffect(() => {
      this.steps++;
      context.tracer?.optimizerStepped?.(this.name, this.steps);
    });
  }

  /** As `applyGradients`, from two lists. */
  apply(gradients: readonly (Tensor | null)[], variables: readonly Variable[]): void {
    this.applyGradients(variables.map((variable, i) => [gradients[i] ?? null, variable]));
  }

  /** The loss times `lossScaleFactor`, by which the gradients are divided again. */
  scaleLoss(loss: Tensor): Tensor {
    const { lossScaleFactor } = this.common;
    return lossScaleFactor === null ? loss : multiply(loss, lossScaleFactor);
  }

  /** Keeps weight decay off these variables, and off those in whose names one of these texts (patterns) occurs. */
  excludeFromWeightDecay({
    varList = [],
    varNames = [],
  }: { varList?: readonly Variable[]; varNames?: readonly string[] } = {}): void {
    if (this.steps > 0) {
      throw new ValueError('`exclude_from_weight_decay()` can only be configured before the optimizer is built.');
    }
    this.undecayed.clear();
    for (const variable of varList) this.undecayed.add(variable);
    this.undecayedNames = varNames.length > 0 ? new RegExp(varNames.join('|')) : null;
  }

  /** With `useEma`, puts the averages in the places of the variables: the end of training. */
  finalizeVariableValues(variables: readonly Variable[]): void {
    if (!this.common.useEma) return;
    for (const variable of variables) variable.assign(this.slot(variable, 'average').value);
  }

  getConfig(): OptimizerConfig {
    const options = { learningRate: rateConfig(this.rate), ...this.common, ...this.ownOptions() };
    return { name: this.name, ...snakeKeys(options) };
  }

  /** What the constructor takes beside what every optimizer takes. */
  protected ownOptions(): object {
    return {};
  }

  private count(): void {
    const value = fromData(Int32Array.of(this.step - 1), [], 'int32');
    if (this.counter === null) {
      this.counter = new Variable(value, { name: 'iteration', trainable: false, traced: false });
      this.counter.path = `${this.name}/iteration`;
    } else this.counter.change(value, null);
    value.dispose();
  }

  /** The step that is being taken, counted from 1. */
  protected get step(): number {
    return Math.floor(this.steps / (this.common.gradientAccumulationSteps ?? 1)) + 1;
  }

  /** The rule for one variable. */
  protected abstract rule(variable: Variable): Rule;

  /** The slot of this name beside a variable, filled with `initial` at first. */
  protected slot(variable: Variable, name: string, initial = 0): Variable {
    let own = this.slots.get(variable);
    if (own === undefined) this.slots.set(variable, (own = new Map()));
    let slot = own.get(name);
    if (slot === undefined) {
      slot = this.newSlot(variable, name, initial);
      own.set(name, slot);
      this.slotList.push(slot);
    }
    return slot;
  }

  private newSlot({ path, dtype, shape, size }: Variable, name: string, initial: number): Variable {
    const slotName = `${path.replaceAll('/', '_')}_${name}`;
    const slotPath = `${this.name}/${slotName}`;
    const numbers = allocate(dtype, size).fill(initial);
    const restored = restoredState(slotPath, shape, null);
    if (restored !== null) numbers.set(restored);
    const first = fromData(numbers, shape, dtype);
    const slot = new Variable(first, { name: slotName, trainable: false, traced: false, slot: true });
    first.dispose();
    slot.path = slotPath;
    context.tracer?.slotChanged?.(slot);
    return slot;
  }

  /** The gradients as the rule sees them: unscaled, joined with those of the steps before, clipped; and their sums. */
  private prepare(present: readonly (readonly [Tensor, Variable])[]): Prepared {
    const { lossScaleFactor, gradientAccumulationSteps: every } = this.common;
    const unscaled = present.map(([one]) => (lossScaleFactor === null ? one : divide(one, lossScaleFactor)));
    if (every === null) return { gradients: clipGradients(unscaled, this.common), sums: [] };
    const sums = unscaled.map((one, i) => add(one, this.slot(present[i][1], 'gradient_accumulator').value));
    const means = sums.map((sum) => divide(sum, every));
    return { gradients: clipGradients(means, this.common), sums };
  }

  /** One variable by one gradient: decay, rule, average, constraint; then all of it at once in place. */
  private move(variable: Variable, gradient: Tensor, sum: Tensor | null): void {
    const rule = this.rule(variable);
    const decays = this.decays(variable);
    const { weightDecay, useEma } = this.common;
    const [next, ...values] = tidy(() => withoutTapes(() => this.nextValues(variable, gradient, sum, rule, decays)));
    const slots = [...rule.slots];
    if (sum !== null) slots.push(this.slot(variable, 'gradient_accumulator'));
    if (useEma) slots.push(this.slot(variable, 'average'));
    slots.forEach((slot, i) => replaceSlot(slot, values[i]));
    variable.change(next, () => ({
      rule: this.className,
      formula: decays ? DECAY + rule.formula : rule.formula,
      gradient,
      hyperparameters: decays ? { ...rule.hyperparameters(), weightDecay: weightDecay! } : rule.hyperparameters(),
    }));
    next.dispose();
  }

  /** Next variable, next slots of the rule, then those of accumulation and average where they are in use. */
  private nextValues(variable: Variable, gradient: Tensor, sum: Tensor | null, rule: Rule, decays: boolean): Tensor[] {
    const before = variable.value;
    const start = decays
      ? decayUpdate([before], () => ({ decay: this.learningRate * this.common.weightDecay! }))[0]
      : before;
    const slots = rule.slots.map(({ value }) => value);
    let [next, ...nextSlots] = rule.run([start, gradient, ...slots]);
    const every = this.common.gradientAccumulationSteps;
    if (every !== null && sum !== null) {
      // Both ways are computed and one is taken, so that a traced step needs no branch of the host.
      const moves = () => ({ second: (this.steps + 1) % every === 0 });
      const choose = (still: Tensor, moved: Tensor) => chooseUpdate([still, moved], moves)[0];
      const zeros = fromData(allocate(sum.dtype, sum.size), sum.shape, sum.dtype);
      next = choose(before, next);
      nextSlots = [...nextSlots.map((one, i) => choose(slots[i], one)), choose(sum, zeros)];
    }
    if (this.common.useEma) {
      const average = this.nextAverage(variable, next);
      nextSlots = [...nextSlots, average];
      next = this.overwritten(next, average);
    }
    if (variable.constraint !== null) next = variable.constraint(next);
    return [next, ...nextSlots];
  }

  private nextAverage(variable: Variable, next: Tensor): Tensor {
    const momentum = () => ({ momentum: this.step === 1 ? 0 : this.common.emaMomentum });
    return averageUpdate([this.slot(variable, 'average').value, next], momentum)[0];
  }

  private overwritten(next: Tensor, average: Tensor): Tensor {
    const every = this.common.emaOverwriteFrequency;
    if (every === null) return next;
    return chooseUpdate([next, average], () => ({ second: this.step % every === 0 }))[0];
  }

  /** A variable without a gradient still counts in its average. */
  private moveAverage(variable: Variable): void {
    const [average, next] = tidy(() =>
      withoutTapes(() => {
        const average = this.nextAverage(variable, variable.value);
        return [average, this.overwritten(variable.value, average)];
      }),
    );
    replaceSlot(this.slot(variable, 'average'), average);
    if (this.common.emaOverwriteFrequency !== null) {
      variable.change(next, null);
      next.dispose();
    }
  }

  private decays(variable: Variable): boolean {
    if (this.common.weightDecay === null || this.undecayed.has(variable)) return false;
    return this.undecayedNames === null || !this.undecayedNames.test(variable.name);
  }

  private warnOfMissing(all: GradientsAndVariables, applied: number): void {
    if (applied === 0) throw new ValueError('No gradients provided for any variable.');
    const names = all.filter(([gradient]) => gradient === null).map(([, variable]) => `'${variable.name}'`);
    warn(
      `Gradients do not exist for variables [${names.join(', ')}] when minimizing the loss. If using \`model.compile()\`, did you forget to provide a \`loss\` argument?`,
    );
  }
}

/** Puts a slot's next value in place and gives both tensors back: nobody else holds them. */
function replaceSlot(slot: Variable, next: Tensor): void {
  const before = slot.value;
  slot.change(next, null);
  next.dispose();
  before.dispose();
}
