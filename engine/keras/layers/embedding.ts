import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { cast } from '../../ops/elementwise/cast';
import { notEqual } from '../../ops/elementwise/notEqual';
import { gather } from '../../ops/shapes/gather';
import type { Config } from '../config';
import { KerasTensor } from '../kerasTensor';
import { Layer, type LayerOptions, type OpenShape } from './layer';
import { takeWeightOptions, weightConfig, type WeightOptionsOf, type WeightRecipes } from './weightOptions';

export interface EmbeddingOptions extends LayerOptions, WeightOptionsOf<'embeddings'> {
  /** Index 0 stands for padding: the output's mask leaves it out. */
  maskZero?: boolean;
}

/** Rows of a table by whole numbers: `[…]` → `[…, outputDim]`, with `embeddings` `[inputDim, outputDim]` (uniform in ±0.05 unless told otherwise). */
export class Embedding extends Layer {
  static override readonly positional = ['inputDim', 'outputDim'];
  embeddings: Variable | null = null;
  readonly maskZero: boolean;
  private readonly recipes: WeightRecipes<'embeddings'>;

  constructor(
    readonly inputDim: number,
    readonly outputDim: number,
    { maskZero = false, ...rest }: EmbeddingOptions = {},
  ) {
    for (const [name, size] of [
      ['input_dim', inputDim],
      ['output_dim', outputDim],
    ] as const) {
      if (!Number.isInteger(size) || size <= 0) {
        throw new ValueError(`Invalid value for \`${name}\`. Expected an integer. Received: ${name}=${size}`);
      }
    }
    const [recipes, others] = takeWeightOptions(rest, { embeddings: 'uniform' });
    super('Embedding', others, { keepsIntegers: true, supportsMasking: maskZero });
    this.maskZero = maskZero;
    this.recipes = recipes;
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return [...inputShape, this.outputDim];
  }

  override computeOutputSpec(inputs: KerasTensor): KerasTensor {
    return new KerasTensor(this.computeOutputShape(inputs.shape), this.dtype);
  }

  override getConfig(): Config {
    const { inputDim, outputDim, maskZero, recipes } = this;
    const config = weightConfig(recipes);
    return {
      ...super.getConfig(),
      input_dim: inputDim,
      output_dim: outputDim,
      ...config,
      activity_regularizer: super.getConfig().activity_regularizer ?? null,
      mask_zero: maskZero,
    };
  }

  protected override makeWeights(): void {
    const { embeddings } = this.recipes;
    const shape = [this.inputDim, this.outputDim];
    this.embeddings = this.addWeight('embeddings', shape, embeddings.initializer, embeddings);
  }

  protected override computeMask(inputs: Tensor): Tensor | null {
    return this.maskZero ? notEqual(inputs, 0) : null;
  }

  protected forward(inputs: Tensor): Tensor {
    const indices = inputs.dtype === 'int32' ? inputs : cast(inputs, 'int32');
    return gather(this.embeddings!, indices, { axis: 0 });
  }
}
