/** Activations as layers, with what each can be told. Source: `keras/src/layers/activations`. */
import { ValueError } from '../../../tensor/errors';
import type { Tensor } from '../../../tensor/tensor';
import { greaterEqual } from '../../../ops/elementwise/greaterEqual';
import { minimum } from '../../../ops/elementwise/minimum';
import { multiply } from '../../../ops/elementwise/multiply';
import { subtract } from '../../../ops/elementwise/subtract';
import { where } from '../../../ops/elementwise/where';
import { elu } from '../../../ops/nn/elu';
import { leakyRelu } from '../../../ops/nn/leakyRelu';
import { relu } from '../../../ops/nn/relu';
import type { Config } from '../../config';
import { Layer, type LayerOptions, type OpenShape } from '../layer';

/** `[…]` → `[…]`. */
abstract class Elementwise extends Layer {
  constructor(className: string, options: LayerOptions) {
    super(className, options, { supportsMasking: true });
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }
}

export interface ReLUOptions extends LayerOptions {
  /** Nothing grows beyond it; null for no limit. */
  maxValue?: number | null;
  /** The slope below `threshold`. */
  negativeSlope?: number;
  threshold?: number;
}

/** maxValue from maxValue on, x from threshold on, negativeSlope · (x − threshold) below. */
export class ReLU extends Elementwise {
  private readonly maxValue: number | null;
  private readonly negativeSlope: number;
  private readonly threshold: number;

  constructor({ maxValue = null, negativeSlope = 0, threshold = 0, ...rest }: ReLUOptions = {}) {
    if (maxValue !== null && maxValue < 0) {
      throw new ValueError(`max_value of a ReLU layer cannot be a negative value. Received: max_value=${maxValue}`);
    }
    if (negativeSlope < 0) {
      throw new ValueError(
        `negative_slope of a ReLU layer cannot be a negative value. Received: negative_slope=${negativeSlope}`,
      );
    }
    if (threshold < 0) {
      throw new ValueError(`threshold of a ReLU layer cannot be a negative value. Received: threshold=${threshold}`);
    }
    super('ReLU', rest);
    this.maxValue = maxValue;
    this.negativeSlope = negativeSlope;
    this.threshold = threshold;
  }

  override getConfig(): Config {
    const { maxValue, negativeSlope, threshold } = this;
    return { ...super.getConfig(), max_value: maxValue, negative_slope: negativeSlope, threshold };
  }

  protected forward(x: Tensor): Tensor {
    const { maxValue, negativeSlope, threshold } = this;
    const limited = (y: Tensor) => (maxValue === null ? y : minimum(y, maxValue));
    if (threshold === 0) return limited(negativeSlope === 0 ? relu(x) : leakyRelu(x, { alpha: negativeSlope }));
    return limited(where(greaterEqual(x, threshold), x, multiply(subtract(x, threshold), negativeSlope)));
  }
}

export interface LeakyReLUOptions extends LayerOptions {
  negativeSlope?: number;
}

/** x where it is positive, negativeSlope · x elsewhere. */
export class LeakyReLU extends Elementwise {
  private readonly negativeSlope: number;

  constructor({ negativeSlope = 0.3, ...rest }: LeakyReLUOptions = {}) {
    if (negativeSlope === null || negativeSlope < 0) {
      throw new ValueError(
        `The negative_slope value of a Leaky ReLU layer cannot be None or negative value. Expected a float. Received: negative_slope=${String(negativeSlope)}`,
      );
    }
    super('LeakyReLU', rest);
    this.negativeSlope = negativeSlope;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), negative_slope: this.negativeSlope };
  }

  protected forward(x: Tensor): Tensor {
    return leakyRelu(x, { alpha: this.negativeSlope });
  }
}

export interface ELUOptions extends LayerOptions {
  alpha?: number;
}

/** x where it is positive, alpha · (exp(x) − 1) elsewhere. */
export class ELU extends Elementwise {
  private readonly alpha: number;

  constructor({ alpha = 1, ...rest }: ELUOptions = {}) {
    super('ELU', rest);
    this.alpha = alpha;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), alpha: this.alpha };
  }

  protected forward(x: Tensor): Tensor {
    return this.alpha === 1 ? elu(x) : where(greaterEqual(x, 0), x, multiply(elu(x), this.alpha));
  }
}
