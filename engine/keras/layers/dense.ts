import type { Tensor } from '../../tensor/tensor';
import { ValueError } from '../../tensor/errors';
import type { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { matmul } from '../../ops/linalg/matmul';
import { type Activation, type ActivationLike, getActivation, serializeActivation } from '../activations';
import type { Config } from '../config';
import { tuple } from '../names';
import { Layer, type LayerOptions, type OpenShape } from './layer';
import { takeWeightOptions, weightConfig, type WeightOptionsOf, type WeightRecipes } from './weightOptions';

export interface DenseOptions extends LayerOptions, WeightOptionsOf<'kernel' | 'bias'> {
  activation?: ActivationLike | null;
  useBias?: boolean;
}

/**
 * `y = activation(x · kernel + bias)`: `[…, n]` → `[…, units]`, with `kernel` `[n, units]` (GlorotUniform
 * unless told otherwise) and `bias` `[units]` (zeros). Throws for inputs below rank 2 or with another last axis.
 */
export class Dense extends Layer {
  static override readonly positional = ['units'];
  kernel: Variable | null = null;
  bias: Variable | null = null;
  readonly useBias: boolean;
  private readonly activation: Activation | null;
  private readonly recipes: WeightRecipes<'kernel' | 'bias'>;

  constructor(
    readonly units: number,
    { activation = null, useBias = true, ...rest }: DenseOptions = {},
  ) {
    if (!Number.isInteger(units) || units <= 0) {
      throw new ValueError(
        `Received an invalid value for \`units\`, expected a positive integer. Received: units=${units}`,
      );
    }
    const [recipes, others] = takeWeightOptions(rest, { kernel: 'glorot_uniform', bias: 'zeros' });
    super('Dense', others, { supportsMasking: true });
    this.activation = getActivation(activation);
    this.useBias = useBias;
    this.recipes = recipes;
    this.inputSpec = { minRank: 2 };
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return [...inputShape.slice(0, -1), this.units];
  }

  override getConfig(): Config {
    const { units, useBias, activation, recipes } = this;
    return {
      ...super.getConfig(),
      units,
      activation: serializeActivation(activation),
      use_bias: useBias,
      ...weightConfig(recipes),
    };
  }

  protected override makeWeights(inputShape: OpenShape): void {
    const n = inputShape[inputShape.length - 1];
    if (n === null || n === undefined) {
      throw new ValueError(
        `The last dimension of the inputs to a Dense layer should be defined. Found None. Full input shape received: ${tuple(inputShape)}`,
      );
    }
    const { kernel, bias } = this.recipes;
    this.kernel = this.addWeight('kernel', [n, this.units], kernel.initializer, kernel);
    if (this.useBias) this.bias = this.addWeight('bias', [this.units], bias.initializer, bias);
    this.inputSpec = { minRank: 2, axes: { [-1]: n } };
  }

  protected forward(inputs: Tensor): Tensor {
    const product = matmul(inputs, this.kernel!);
    const sum = this.bias === null ? product : add(product, this.bias);
    return this.activation === null ? sum : this.activation(sum);
  }
}
