import type { Tensor } from '../../../tensor/tensor';
import { cast } from '../../../ops/elementwise/cast';
import { divide } from '../../../ops/elementwise/divide';
import { where } from '../../../ops/elementwise/where';
import { reduceMax } from '../../../ops/reductions/reduceMax';
import { reduceMean } from '../../../ops/reductions/reduceMean';
import { reduceSum } from '../../../ops/reductions/reduceSum';
import { expandDims } from '../../../ops/shapes/expandDims';
import type { Config } from '../../config';
import { checkChannelsLast } from '../convolution/window';
import { type CallOptions, Layer, type LayerOptions, type OpenShape } from '../layer';

export interface GlobalPoolingOptions extends LayerOptions {
  dataFormat?: 'channels_last' | null;
  /** Keep the spatial axes, with size 1. */
  keepdims?: boolean;
}

/** One number a channel, from all its pixels. Source: `keras/src/layers/pooling/base_global_pooling.py`. */
abstract class GlobalPooling extends Layer {
  readonly keepdims: boolean;

  constructor(
    className: string,
    protected readonly rank: number,
    { dataFormat = null, keepdims = false, ...rest }: GlobalPoolingOptions,
    supportsMasking = false,
  ) {
    super(className, rest, { supportsMasking });
    checkChannelsLast(dataFormat);
    this.keepdims = keepdims;
    this.inputSpec = { rank: rank + 2 };
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    const kept = this.keepdims ? new Array<number>(this.rank).fill(1) : [];
    return [inputShape[0], ...kept, inputShape[inputShape.length - 1]];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), data_format: 'channels_last', keepdims: this.keepdims };
  }

  /** The spatial axes. */
  protected get axis(): number[] {
    return this.rank === 1 ? [1] : [1, 2];
  }
}

/** `[b, w, c]` → `[b, c]`: the mean of each channel, over the steps that the mask `[b, w]` leaves. */
export class GlobalAveragePooling1D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalAveragePooling1D', 1, options, true);
  }

  /** The steps are gone. */
  protected override computeMask(): null {
    return null;
  }

  protected forward(inputs: Tensor, { mask = null }: CallOptions): Tensor {
    const { axis, keepdims } = this;
    if (mask === null) return reduceMean(inputs, { axis, keepdims });
    const counts = cast(expandDims(cast(mask, 'bool'), 2), inputs.dtype);
    const kept = where(cast(counts, 'bool'), inputs, 0);
    return divide(reduceSum(kept, { axis, keepdims }), reduceSum(counts, { axis, keepdims }));
  }
}

/** `[b, w, c]` → `[b, c]`: the largest of each channel. */
export class GlobalMaxPooling1D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalMaxPooling1D', 1, options);
  }

  protected forward(inputs: Tensor): Tensor {
    return reduceMax(inputs, { axis: this.axis, keepdims: this.keepdims });
  }
}

/** `[b, h, w, c]` → `[b, c]`: the mean of each channel. */
export class GlobalAveragePooling2D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalAveragePooling2D', 2, options);
  }

  protected forward(inputs: Tensor): Tensor {
    return reduceMean(inputs, { axis: this.axis, keepdims: this.keepdims });
  }
}

/** `[b, h, w, c]` → `[b, c]`: the largest of each channel. */
export class GlobalMaxPooling2D extends GlobalPooling {
  constructor(options: GlobalPoolingOptions = {}) {
    super('GlobalMaxPooling2D', 2, options);
  }

  protected forward(inputs: Tensor): Tensor {
    return reduceMax(inputs, { axis: this.axis, keepdims: this.keepdims });
  }
}
