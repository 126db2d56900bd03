import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { batchNormalization } from '../../ops/nn/batchNormalization';
import { moments } from '../../ops/nn/moments';
import { reshape } from '../../ops/shapes/reshape';
import type { Config } from '../config';
import { tuple } from '../names';
import { Layer, type LayerOptions, type OpenShape } from './layer';
import { takeWeightOptions, weightConfig, type WeightOptionsOf, type WeightRecipes } from './weightOptions';

export interface LayerNormalizationOptions extends LayerOptions, WeightOptionsOf<'beta' | 'gamma'> {
  /** The axes that are normalized together. */
  axis?: number | readonly number[];
  epsilon?: number;
  center?: boolean;
  scale?: boolean;
}

/**
 * γ (x − μ) / √(σ² + ε) + β, with mean and variance of each example along `axis` (Ba et al. 2016). γ and β have
 * the sizes of those axes. Source: `keras/src/layers/normalization/layer_normalization.py`.
 */
export class LayerNormalization extends Layer {
  gamma: Variable | null = null;
  beta: Variable | null = null;
  private readonly options: { axis: number | readonly number[]; epsilon: number; center: boolean; scale: boolean };
  private readonly recipes: WeightRecipes<'beta' | 'gamma'>;

  constructor({ axis = -1, epsilon = 1e-3, center = true, scale = true, ...rest }: LayerNormalizationOptions = {}) {
    const [recipes, others] = takeWeightOptions(rest, { beta: 'zeros', gamma: 'ones' });
    super('LayerNormalization', others, { supportsMasking: true });
    this.options = { axis, epsilon, center, scale };
    this.recipes = recipes;
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    this.axesIn(inputShape);
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), ...this.options, ...weightConfig(this.recipes) };
  }

  protected override makeWeights(inputShape: OpenShape): void {
    const sizes = this.axesIn(inputShape).map((axis) => inputShape[axis]);
    if (sizes.includes(null)) {
      throw new ValueError(`LayerNormalization: the normalized axes of ${tuple(inputShape)} must be known.`);
    }
    const { gamma, beta } = this.recipes;
    const { center, scale } = this.options;
    if (scale) this.gamma = this.addWeight('gamma', sizes as number[], gamma.initializer, gamma);
    if (center) this.beta = this.addWeight('beta', sizes as number[], beta.initializer, beta);
  }

  protected forward(inputs: Tensor): Tensor {
    const axes = this.axesIn(inputs.shape);
    const last = axes.every((axis, i) => axis === inputs.rank - axes.length + i);
    const along = inputs.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
    const spread = (weight: Variable | null) => (weight === null || last ? weight : reshape(weight, along));
    const [mean, variance] = moments(inputs, axes, { keepdims: true });
    const { epsilon } = this.options;
    return batchNormalization(inputs, mean, variance, spread(this.beta), spread(this.gamma), epsilon);
  }

  /** In order, counted from the front. */
  private axesIn(shape: OpenShape): number[] {
    const { axis } = this.options;
    const axes = typeof axis === 'number' ? [axis] : axis;
    for (const one of axes) {
      if (one >= -shape.length && one < shape.length) continue;
      throw new ValueError(
        `Axis ${one} is out of bounds for input shape ${tuple(shape)}. Received: axis=${String(axis)}`,
      );
    }
    return axes.map((one) => (one < 0 ? one + shape.length : one)).sort((a, b) => a - b);
  }
}
