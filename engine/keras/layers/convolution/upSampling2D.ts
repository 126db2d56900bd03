import { ValueError } from '../../../tensor/errors';
import type { Tensor } from '../../../tensor/tensor';
import { repeat } from '../../../ops/shapes/repeat';
import type { Config } from '../../config';
import { Layer, type LayerOptions, type OpenShape } from '../layer';
import { checkChannelsLast } from './window';

export interface UpSampling2DOptions extends LayerOptions {
  /** How often each row and each column is repeated. */
  size?: number | readonly [number, number];
  dataFormat?: 'channels_last' | null;
  interpolation?: 'nearest';
}

/** `[b, h, w, c]` → `[b, h · size[0], w · size[1], c]`: each pixel several times. */
export class UpSampling2D extends Layer {
  private readonly size: readonly [number, number];

  constructor({ size = [2, 2], dataFormat = null, interpolation = 'nearest', ...rest }: UpSampling2DOptions = {}) {
    super('UpSampling2D', rest, { keepsIntegers: true });
    checkChannelsLast(dataFormat);
    if (interpolation !== 'nearest') {
      throw new ValueError(
        `UpSampling2D: Tapedeck has the interpolation "nearest" only, not "${String(interpolation)}"`,
      );
    }
    this.size = typeof size === 'number' ? [size, size] : size;
    this.inputSpec = { rank: 4 };
  }

  computeOutputShape([batch, height, width, channels]: OpenShape): OpenShape {
    const [rows, columns] = this.size;
    return [batch, height === null ? null : height * rows, width === null ? null : width * columns, channels];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), size: this.size, data_format: 'channels_last', interpolation: 'nearest' };
  }

  protected forward(inputs: Tensor): Tensor {
    const [rows, columns] = this.size;
    return repeat(repeat(inputs, rows, { axis: 1 }), columns, { axis: 2 });
  }
}
