import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { withScope } from '../../tape/context';
import { logicalAnd } from '../../ops/elementwise/logicalAnd';
import { type Config, optionsOf } from '../config';
import { maskOf } from '../masks';
import { autoName } from '../names';
import { snakeKeys } from '../snakeKeys';
import { castTo, squeezeOrExpandToSameRank } from './operands';
import { checkReduction, type Reduction, reduceWeightedValues } from './reduction';

/** A loss function: labels and predictions `[…, n]` → one number per example `[…]`. */
export type LossFunction = (yTrue: TensorLike, yPred: TensorLike) => Tensor;

export interface LossOptions {
  reduction?: Reduction;
  name?: string | null;
  /** Both inputs are cast to it. */
  dtype?: 'float32' | 'float64';
}

/** What a loss is made of again, in Keras' spelling: `Huber.fromConfig(loss.getConfig())`. */
export type LossConfig = { readonly name: string; readonly reduction: Reduction } & Readonly<Record<string, unknown>>;

/** A loss with its options and its reduction. Source: `keras/src/losses/loss.py`. */
export abstract class Loss {
  readonly name: string;
  readonly reduction: Reduction;
  readonly dtype: 'float32' | 'float64';

  constructor(className: string, { reduction = 'sum_over_batch_size', name, dtype = 'float32' }: LossOptions = {}) {
    this.name = name ?? autoName(className);
    this.reduction = checkReduction(reduction);
    this.dtype = dtype;
  }

  static fromConfig<T>(this: new (config: never) => T, config: object): T {
    return new this(optionsOf(config as Config, this.name) as never);
  }

  /** Labels and predictions → a scalar, or one number per example without reduction; `sampleWeight` weighs the examples. */
  call(
    yTrue: TensorLike,
    yPred: TensorLike,
    { sampleWeight = null }: { sampleWeight?: TensorLike | null } = {},
  ): Tensor {
    const steps = maskOf(convert(yPred));
    return withScope(this.name, () => {
      const labels = castTo(convert(yTrue), this.dtype);
      const values = this.losses(labels, castTo(convert(yPred), this.dtype));
      const own = this.mask(labels, values);
      const mask = steps === null || own === null ? (steps ?? own) : logicalAnd(steps, own);
      return reduceWeightedValues(castTo(values, this.dtype), this.reduction, { sampleWeight, mask });
    });
  }

  getConfig(): LossConfig {
    return { name: this.name, reduction: this.reduction };
  }

  /** One number per example. */
  protected abstract losses(yTrue: Tensor, yPred: Tensor): Tensor;

  /** Which of the losses count; null where all do. */
  protected mask(_yTrue: Tensor, _losses: Tensor): Tensor | null {
    return null;
  }
}

/** A function of labels, predictions and options as a loss with a reduction. */
export class LossFunctionWrapper<O extends object = object> extends Loss {
  private readonly fn: (yTrue: TensorLike, yPred: TensorLike, options: O) => Tensor;
  protected readonly options: O;

  constructor(
    fn: (yTrue: TensorLike, yPred: TensorLike, options: O) => Tensor,
    { name, ...rest }: LossOptions = {},
    options: O = {} as O,
  ) {
    super(fn.name, { ...rest, name: name ?? undefined });
    this.fn = fn;
    this.options = options;
  }

  override getConfig(): LossConfig {
    return { ...super.getConfig(), ...snakeKeys(this.options) };
  }

  protected losses(yTrue: Tensor, yPred: Tensor): Tensor {
    const [labels, predictions] = squeezeOrExpandToSameRank(yTrue, yPred);
    return this.fn(labels, predictions, this.options);
  }
}
