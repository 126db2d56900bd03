import { SeedGenerator } from '../../random/streams';
import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { randomNormal } from '../../ops/random/randomNormal';
import type { Config } from '../config';
import { type CallOptions, Layer, type LayerOptions, type OpenShape } from './layer';

export interface GaussianNoiseOptions extends LayerOptions {
  seed?: number | null;
}

/** In training, numbers of a normal distribution around 0 are added; otherwise nothing changes. */
export class GaussianNoise extends Layer {
  static override readonly positional = ['stddev'];
  private readonly seed: number | null;
  private readonly generator: SeedGenerator;

  constructor(
    readonly stddev: number,
    { seed = null, ...rest }: GaussianNoiseOptions = {},
  ) {
    if (!(stddev >= 0 && stddev <= 1)) {
      throw new ValueError(
        `Invalid value received for argument \`stddev\`. Expected a float value between 0 and 1. Received: stddev=${stddev}`,
      );
    }
    super('GaussianNoise', rest, { supportsMasking: true });
    this.seed = seed;
    this.generator = new SeedGenerator({ seed });
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), stddev: this.stddev, seed: this.seed };
  }

  protected forward(inputs: Tensor, { training }: CallOptions): Tensor {
    const { stddev, generator } = this;
    if (training !== true || stddev === 0) return inputs;
    return add(inputs, randomNormal(inputs.shape, { stddev, seed: generator }));
  }
}
