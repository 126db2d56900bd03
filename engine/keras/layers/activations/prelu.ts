import type { Tensor } from '../../../tensor/tensor';
import type { Variable } from '../../../tape/variable';
import { add } from '../../../ops/elementwise/add';
import { multiply } from '../../../ops/elementwise/multiply';
import { negative } from '../../../ops/elementwise/negative';
import { relu } from '../../../ops/nn/relu';
import { ValueError } from '../../../tensor/errors';
import type { Config } from '../../config';
import { tuple } from '../../names';
import { Layer, type LayerOptions, type OpenShape } from '../layer';
import { takeWeightOptions, weightConfig, type WeightOptionsOf, type WeightRecipes } from '../weightOptions';

export interface PReLUOptions extends LayerOptions, WeightOptionsOf<'alpha'> {
  /** Axes along which the slope is one, counted with the batch: `[1, 2]` for one slope a channel of an image. */
  sharedAxes?: readonly number[] | number | null;
}

/** x where it is positive, α x elsewhere, with α learned. Source: `keras/src/layers/activations/prelu.py`. */
export class PReLU extends Layer {
  alpha: Variable | null = null;
  private readonly recipes: WeightRecipes<'alpha'>;
  private readonly sharedAxes: readonly number[] | null;

  constructor({ sharedAxes = null, ...rest }: PReLUOptions = {}) {
    const [recipes, others] = takeWeightOptions(rest, { alpha: 'zeros' });
    super('PReLU', others, { supportsMasking: true });
    this.recipes = recipes;
    this.sharedAxes = sharedAxes === null ? null : [sharedAxes].flat();
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), ...weightConfig(this.recipes), shared_axes: this.sharedAxes };
  }

  protected override makeWeights(inputShape: OpenShape): void {
    const shape = inputShape.slice(1).map((size, i) => (this.sharedAxes?.includes(i + 1) === true ? 1 : size));
    if (shape.includes(null)) {
      throw new ValueError(`PReLU: axes of ${tuple(inputShape)} that are not shared must be known.`);
    }
    const { alpha } = this.recipes;
    this.alpha = this.addWeight('alpha', shape as number[], alpha.initializer, alpha);
  }

  protected forward(x: Tensor): Tensor {
    return add(relu(x), multiply(negative(this.alpha!.value), relu(negative(x))));
  }
}
