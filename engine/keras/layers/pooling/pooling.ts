import { ValueError } from '../../../tensor/errors';
import type { Tensor } from '../../../tensor/tensor';
import { avgPool2d } from '../../../ops/nn/pool/avgPool2d';
import { maxPool2d } from '../../../ops/nn/pool/maxPool2d';
import { avgPool1d, maxPool1d } from '../../../ops/nn/pool/pool1d';
import type { Config } from '../../config';
import { tuple } from '../../names';
import {
  arrayText,
  checkChannelsLast,
  isEmpty,
  type LayerPadding,
  type Sizes,
  slidOver,
  standardizeTuple,
} from '../convolution/window';
import { Layer, type LayerOptions, type OpenShape } from '../layer';

export interface PoolingOptions extends LayerOptions {
  /** 2 along every spatial axis. */
  poolSize?: Sizes;
  /** The pool's size where it is not said. */
  strides?: Sizes | null;
  padding?: LayerPadding;
  dataFormat?: 'channels_last' | null;
}

/** What pools share: a window over each channel. Source: `keras/src/layers/pooling/base_pooling.py`. */
abstract class Pooling extends Layer {
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';

  constructor(
    className: string,
    rank: number,
    { poolSize = 2, strides = null, padding = 'valid', dataFormat = null, ...rest }: PoolingOptions,
  ) {
    super(className, rest);
    checkChannelsLast(dataFormat);
    this.poolSize = standardizeTuple(poolSize, rank, 'pool_size');
    this.strides = standardizeTuple(strides ?? poolSize, rank, 'strides');
    if (padding !== 'valid' && padding !== 'same') {
      throw new ValueError(`Argument \`padding\` must be either 'valid' or 'same'. Received: padding=${padding}`);
    }
    this.padding = padding;
    this.inputSpec = { rank: rank + 2 };
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    const { poolSize, strides, padding } = this;
    const spatial = inputShape.slice(1, -1).map((size, i) => slidOver(size, poolSize[i], strides[i], padding));
    if (padding === 'valid' && isEmpty(spatial)) {
      throw new ValueError(
        `Computed output size would be zero or negative. Received: \`inputs.shape=${arrayText(inputShape)}\`, \`pool_size=${arrayText(poolSize)}\`, \`strides=${tuple(strides)}\`, \`padding=${padding}\`.`,
      );
    }
    return [inputShape[0], ...spatial, inputShape[inputShape.length - 1]];
  }

  override getConfig(): Config {
    const { poolSize, padding, strides } = this;
    return { ...super.getConfig(), pool_size: poolSize, padding, strides, data_format: 'channels_last' };
  }

  protected get opPadding(): 'SAME' | 'VALID' {
    return this.padding === 'same' ? 'SAME' : 'VALID';
  }
}

/** `[b, w, c]` → `[b, w', c]`: the largest under each window. */
export class MaxPooling1D extends Pooling {
  constructor(options: PoolingOptions = {}) {
    super('MaxPooling1D', 1, options);
  }

  protected forward(inputs: Tensor): Tensor {
    return maxPool1d(inputs, this.poolSize, this.strides, this.opPadding);
  }
}

/** `[b, w, c]` → `[b, w', c]`: the mean under each window; padding does not count. */
export class AveragePooling1D extends Pooling {
  static override readonly positional = ['poolSize'];

  constructor(poolSize: Sizes, options: Omit<PoolingOptions, 'poolSize'> = {}) {
    super('AveragePooling1D', 1, { poolSize, ...options });
  }

  protected forward(inputs: Tensor): Tensor {
    return avgPool1d(inputs, this.poolSize, this.strides, this.opPadding);
  }
}

/** `[b, h, w, c]` → `[b, h', w', c]`: the largest under each window. */
export class MaxPooling2D extends Pooling {
  constructor(options: PoolingOptions = {}) {
    super('MaxPooling2D', 2, options);
  }

  protected forward(inputs: Tensor): Tensor {
    return maxPool2d(inputs, this.poolSize, this.strides, this.opPadding);
  }
}

/** `[b, h, w, c]` → `[b, h', w', c]`: the mean under each window; padding does not count. */
export class AveragePooling2D extends Pooling {
  static override readonly positional = ['poolSize'];

  constructor(poolSize: Sizes, options: Omit<PoolingOptions, 'poolSize'> = {}) {
    super('AveragePooling2D', 2, { poolSize, ...options });
  }

  protected forward(inputs: Tensor): Tensor {
    return avgPool2d(inputs, this.poolSize, this.strides, this.opPadding);
  }
}
