import type { Tensor } from '../../tensor/tensor';
import { l2Normalize } from '../../ops/nn/l2Normalize';
import type { Config } from '../config';
import { Layer, type LayerOptions, type OpenShape } from './layer';

export interface UnitNormalizationOptions extends LayerOptions {
  axis?: number | readonly number[];
}

/** x / ‖x‖ along `axis`: `[…]` → `[…]` of length 1. Zeros stay zeros. */
export class UnitNormalization extends Layer {
  private readonly axis: number | readonly number[];

  constructor({ axis = -1, ...rest }: UnitNormalizationOptions = {}) {
    super('UnitNormalization', rest, { supportsMasking: true });
    this.axis = axis;
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }

  protected forward(inputs: Tensor): Tensor {
    // Keras limits 1/‖x‖ to 1e12, which is ‖x‖² to 1e-24.
    return l2Normalize(inputs, { axis: this.axis, epsilon: 1e-24 });
  }
}
