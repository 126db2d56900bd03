import { SeedGenerator } from '../../random/streams';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { dropout } from '../../ops/nn/dropout';
import type { Config } from '../config';
import { type CallOptions, Layer, type LayerOptions, type OpenShape } from './layer';

export interface DropoutOptions extends LayerOptions {
  /** Sizes that broadcast to the input's; along an axis of 1 all is kept or dropped together. */
  noiseShape?: OpenShape | null;
  seed?: number | null;
}

/** In training, each element is 0 with probability `rate`, and the others grow by 1 / (1 − rate); otherwise nothing changes. */
export class Dropout extends Layer {
  static override readonly positional = ['rate'];
  private readonly noiseShape: OpenShape | null;
  private readonly seed: number | null;
  private readonly generator: SeedGenerator;

  constructor(
    readonly rate: number,
    { noiseShape = null, seed = null, ...rest }: DropoutOptions = {},
  ) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new ValueError(
        `Invalid value received for argument \`rate\`. Expected a float value between 0 and 1. Received: rate=${rate}`,
      );
    }
    super('Dropout', rest, { keepsIntegers: true, supportsMasking: true });
    this.noiseShape = noiseShape;
    this.seed = seed;
    this.generator = new SeedGenerator({ seed });
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed, noise_shape: this.noiseShape };
  }

  protected forward(inputs: Tensor, { training }: CallOptions): Tensor {
    const { rate, noiseShape, generator } = this;
    return training === true && rate > 0 ? dropout(inputs, rate, { noiseShape, seed: generator }) : inputs;
  }
}
