import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { withoutTapes } from '../../tape/context';
import type { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { multiply } from '../../ops/elementwise/multiply';
import { batchNormalization } from '../../ops/nn/batchNormalization';
import { moments } from '../../ops/nn/moments';
import { reshape } from '../../ops/shapes/reshape';
import type { Config } from '../config';
import { getInitializer, type Initializer, type InitializerLike, serializeInitializer } from '../initializers';
import { tuple } from '../names';
import { type CallOptions, Layer, type LayerOptions, type OpenShape } from './layer';
import { takeWeightOptions, weightConfig, type WeightOptionsOf, type WeightRecipes } from './weightOptions';

export interface BatchNormalizationOptions extends LayerOptions, WeightOptionsOf<'beta' | 'gamma'> {
  /** The axis of the features, each of which is normalized by itself. */
  axis?: number;
  /** How much of the moving mean and variance stays at each step. */
  momentum?: number;
  epsilon?: number;
  center?: boolean;
  scale?: boolean;
  movingMeanInitializer?: InitializerLike;
  movingVarianceInitializer?: InitializerLike;
}

/**
 * γ (x − μ) / √(σ² + ε) + β for each feature (Ioffe and Szegedy 2015). In training μ and σ² are those of
 * the batch, and move the moving ones: m ← m · momentum + μ · (1 − momentum); otherwise they are the
 * moving ones. A frozen layer always uses the moving ones.
 * Source: `keras/src/layers/normalization/batch_normalization.py`.
 */
export class BatchNormalization extends Layer {
  gamma: Variable | null = null;
  beta: Variable | null = null;
  movingMean: Variable | null = null;
  movingVariance: Variable | null = null;
  private readonly options: { axis: number; momentum: number; epsilon: number; center: boolean; scale: boolean };
  private readonly recipes: WeightRecipes<'beta' | 'gamma'>;
  private readonly moving: { readonly mean: Initializer; readonly variance: Initializer };

  constructor({
    axis = -1,
    momentum = 0.99,
    epsilon = 1e-3,
    center = true,
    scale = true,
    movingMeanInitializer = 'zeros',
    movingVarianceInitializer = 'ones',
    ...rest
  }: BatchNormalizationOptions = {}) {
    const [recipes, others] = takeWeightOptions(rest, { beta: 'zeros', gamma: 'ones' });
    super('BatchNormalization', others);
    this.options = { axis, momentum, epsilon, center, scale };
    this.recipes = recipes;
    this.moving = { mean: getInitializer(movingMeanInitializer), variance: getInitializer(movingVarianceInitializer) };
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    this.axisIn(inputShape);
    return inputShape;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      ...this.options,
      ...weightConfig(this.recipes),
      moving_mean_initializer: serializeInitializer(this.moving.mean),
      moving_variance_initializer: serializeInitializer(this.moving.variance),
    };
  }

  protected override makeWeights(inputShape: OpenShape): void {
    const axis = this.axisIn(inputShape);
    const size = inputShape[axis];
    if (size === null) throw new ValueError(`BatchNormalization: axis ${axis} of ${tuple(inputShape)} must be known.`);
    const { gamma, beta } = this.recipes;
    const { center, scale } = this.options;
    if (scale) this.gamma = this.addWeight('gamma', [size], gamma.initializer, gamma);
    if (center) this.beta = this.addWeight('beta', [size], beta.initializer, beta);
    this.movingMean = this.addWeight('moving_mean', [size], this.moving.mean, { trainable: false });
    this.movingVariance = this.addWeight('moving_variance', [size], this.moving.variance, { trainable: false });
    this.inputSpec = { rank: inputShape.length, axes: { [this.options.axis]: size } };
  }

  protected forward(inputs: Tensor, { training }: CallOptions): Tensor {
    const axis = this.axisIn(inputs.shape);
    const along = inputs.shape.map((size, one) => (one === axis ? size : 1));
    const spread = (feature: Tensor | Variable | null) =>
      feature === null ? null : axis === inputs.rank - 1 ? feature : reshape(feature, along);
    const [mean, variance] =
      training === true && this.trainable ? this.momentsOf(inputs, axis) : [this.movingMean!, this.movingVariance!];
    const { epsilon } = this.options;
    return batchNormalization(inputs, spread(mean)!, spread(variance)!, spread(this.beta), spread(this.gamma), epsilon);
  }

  /** Of the batch; the moving ones follow them. */
  private momentsOf(inputs: Tensor, axis: number): [mean: Tensor, variance: Tensor] {
    const others = inputs.shape.map((_, one) => one).filter((one) => one !== axis);
    const [mean, variance] = moments(inputs, others);
    withoutTapes(() => {
      this.move(this.movingMean!, mean);
      this.move(this.movingVariance!, variance);
    });
    return [mean, variance];
  }

  private move(variable: Variable, value: Tensor): void {
    const { momentum } = this.options;
    variable.assign(add(multiply(variable.value, momentum), multiply(value, 1 - momentum)));
  }

  private axisIn(shape: OpenShape): number {
    const { axis } = this.options;
    if (axis >= -shape.length && axis < shape.length) return axis < 0 ? axis + shape.length : axis;
    throw new ValueError(`Axis ${axis} is out of bounds for input shape ${tuple(shape)}. Received: axis=${axis}`);
  }
}
