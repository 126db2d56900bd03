import type { Tensor } from '../../../tensor/tensor';
import { convert } from '../../../tensor/convert';
import { add } from '../../../ops/elementwise/add';
import { cast } from '../../../ops/elementwise/cast';
import { multiply } from '../../../ops/elementwise/multiply';
import { subtract } from '../../../ops/elementwise/subtract';
import { exp } from '../../../ops/elementwise/exp';
import { reduceLogsumexp } from '../../../ops/reductions/reduceLogsumexp';
import { softmax } from '../../../ops/nn/softmax';
import type { Config } from '../../config';
import { type CallOptions, Layer, type LayerOptions, type OpenShape } from '../layer';

export interface SoftmaxOptions extends LayerOptions {
  /** One axis, or several that sum to 1 together. */
  axis?: number | readonly number[];
}

/** exp(x) / Σ exp(x) along `axis`; where a mask of the inputs' shape is false, next to nothing. */
export class Softmax extends Layer {
  private readonly axis: number | readonly number[];

  constructor({ axis = -1, ...rest }: SoftmaxOptions = {}) {
    super('Softmax', rest, { supportsMasking: true });
    this.axis = axis;
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }

  protected forward(inputs: Tensor, { mask = null }: CallOptions): Tensor {
    const x =
      mask === null ? inputs : add(inputs, multiply(subtract(1, cast(convert(mask), inputs.dtype)), LARGE_NEGATIVE));
    const { axis } = this;
    if (typeof axis === 'number') return softmax(x, { axis });
    if (axis.length === 1) return softmax(x, { axis: axis[0] });
    return exp(subtract(x, reduceLogsumexp(x, { axis, keepdims: true })));
  }
}

/** Keras' stand-in for −∞, which would give NaN where all is masked. */
const LARGE_NEGATIVE = -3e4;
