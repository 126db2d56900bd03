import { fromData, convert, type TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { withoutTapes } from '../../tape/context';
import type { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { cast } from '../../ops/elementwise/cast';
import { divide } from '../../ops/elementwise/divide';
import { maximum } from '../../ops/elementwise/maximum';
import { multiply } from '../../ops/elementwise/multiply';
import { sqrt } from '../../ops/elementwise/sqrt';
import { subtract } from '../../ops/elementwise/subtract';
import { moments } from '../../ops/nn/moments';
import { reshape } from '../../ops/shapes/reshape';
import type { Config } from '../config';
import { tuple } from '../names';
import { Layer, type LayerOptions, type OpenShape } from './layer';

type Numbers = number | readonly number[];

export interface NormalizationOptions extends LayerOptions {
  /** The axes whose places each have a mean of their own; null for one mean of all numbers. */
  axis?: number | readonly number[] | null;
  /** Instead of `adapt`. */
  mean?: Numbers | null;
  variance?: Numbers | null;
  /** Back from normalized numbers. */
  invert?: boolean;
}

/**
 * (x − μ) / max(√σ², 1e-7), with mean and variance of data that it was adapted to, or as given.
 * Source: `keras/src/layers/preprocessing/normalization.py`.
 */
export class Normalization extends Layer {
  private readonly options: Required<Pick<NormalizationOptions, 'axis' | 'mean' | 'variance' | 'invert'>>;
  private adaptMean: Variable | null = null;
  private adaptVariance: Variable | null = null;
  private sizes: readonly number[] = [];
  private broadcast: readonly number[] = [];

  constructor({ axis = -1, mean = null, variance = null, invert = false, ...rest }: NormalizationOptions = {}) {
    if ((mean === null) !== (variance === null)) {
      throw new ValueError(
        `When setting values directly, both \`mean\` and \`variance\` must be set. Received: mean=${JSON.stringify(mean)} and variance=${JSON.stringify(variance)}`,
      );
    }
    super('Normalization', rest);
    this.options = { axis, mean, variance, invert };
  }

  /** Of the data it was adapted to: a tensor that broadcasts to the inputs. */
  get mean(): Tensor | null {
    return this.spread(this.adaptMean, this.options.mean);
  }

  get variance(): Tensor | null {
    return this.spread(this.adaptVariance, this.options.variance);
  }

  /** Takes mean and variance over of data `[b, …]`. */
  adapt(data: TensorLike): void {
    const x = cast(convert(data), this.dtype);
    this.build(x.shape);
    if (this.adaptMean === null || this.adaptVariance === null) return;
    const kept = this.axesIn(x.shape);
    const others = x.shape.map((_, axis) => axis).filter((axis) => !kept.includes(axis));
    withoutTapes(() => {
      const [mean, variance] = moments(x, others);
      this.adaptMean!.assign(mean);
      this.adaptVariance!.assign(variance);
    });
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), ...this.options };
  }

  protected override makeWeights(inputShape: OpenShape): void {
    const axes = this.axesIn(inputShape);
    const sizes = axes.map((axis) => inputShape[axis]);
    if (sizes.includes(null)) {
      throw new ValueError(
        `All \`axis\` values to be kept must have a known shape. Received axis=${JSON.stringify(this.options.axis)}, inputs.shape=${tuple(inputShape)}`,
      );
    }
    this.sizes = sizes as number[];
    this.broadcast = inputShape.map((size, axis) => (axes.includes(axis) ? size! : 1));
    if (this.options.mean !== null) return;
    this.adaptMean = this.addWeight('mean', this.sizes, 'zeros', { trainable: false });
    this.adaptVariance = this.addWeight('variance', this.sizes, 'ones', { trainable: false });
    // Keras counts examples here; it has no use, and a place in the file of weights.
    this.addWeight('count', [], 'zeros', { trainable: false, dtype: 'int32' });
  }

  protected forward(inputs: Tensor): Tensor {
    const mean = this.mean!;
    const deviation = maximum(sqrt(this.variance!), 1e-7);
    return this.options.invert ? add(mean, multiply(inputs, deviation)) : divide(subtract(inputs, mean), deviation);
  }

  private axesIn(shape: OpenShape): number[] {
    const { axis } = this.options;
    const axes = axis === null ? [] : [axis].flat();
    return axes.map((one) => (one < 0 ? one + shape.length : one)).sort((a, b) => a - b);
  }

  private spread(variable: Variable | null, said: Numbers | null): Tensor | null {
    if (variable !== null) return reshape(variable, this.broadcast);
    if (said === null || !this.built) return null;
    const numbers = Float32Array.from([said].flat());
    const count = this.sizes.reduce((product, size) => product * size, 1);
    const full = numbers.length === 1 ? new Float32Array(count).fill(numbers[0]) : numbers;
    return cast(fromData(full, this.broadcast, 'float32'), this.dtype);
  }
}
