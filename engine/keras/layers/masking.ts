import type { Tensor } from '../../tensor/tensor';
import { notEqual } from '../../ops/elementwise/notEqual';
import { where } from '../../ops/elementwise/where';
import { reduceAny } from '../../ops/reductions/reduceAny';
import { expandDims } from '../../ops/shapes/expandDims';
import type { Config } from '../config';
import { Layer, type LayerOptions, type OpenShape } from './layer';

export interface MaskingOptions extends LayerOptions {
  maskValue?: number;
}

/** Leaves out the steps of `[b, steps, features]` whose features are all `maskValue`. Source: `keras/src/layers/core/masking.py`. */
export class Masking extends Layer {
  readonly maskValue: number;

  constructor({ maskValue = 0, ...rest }: MaskingOptions = {}) {
    super('Masking', rest, { supportsMasking: true });
    this.maskValue = maskValue;
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), mask_value: this.maskValue };
  }

  protected override computeMask(inputs: Tensor): Tensor {
    return reduceAny(notEqual(inputs, this.maskValue), { axis: -1 });
  }

  protected forward(inputs: Tensor): Tensor {
    return where(expandDims(this.computeMask(inputs), -1), inputs, 0);
  }
}
