import { ValueError } from '../../../tensor/errors';
import type { Tensor } from '../../../tensor/tensor';
import { pad } from '../../../ops/shapes/pad';
import type { Config } from '../../config';
import { Layer, type LayerOptions, type OpenShape } from '../layer';
import { checkChannelsLast } from './window';

type Sides = readonly [before: number, after: number];

export interface ZeroPadding2DOptions extends LayerOptions {
  /** For all sides, for rows and columns, or for each side: `[[top, bottom], [left, right]]`. */
  padding?: number | readonly [number, number] | readonly [Sides, Sides];
  dataFormat?: 'channels_last' | null;
}

/** `[b, h, w, c]` → `[b, top + h + bottom, left + w + right, c]`, with zeros around. */
export class ZeroPadding2D extends Layer {
  private readonly padding: readonly [Sides, Sides];

  constructor({ padding = [1, 1], dataFormat = null, ...rest }: ZeroPadding2DOptions = {}) {
    super('ZeroPadding2D', rest, { keepsIntegers: true });
    checkChannelsLast(dataFormat);
    this.padding = sidesOf(padding);
    this.inputSpec = { rank: 4 };
  }

  computeOutputShape([batch, height, width, channels]: OpenShape): OpenShape {
    const [rows, columns] = this.padding;
    const grown = (size: number | null, [before, after]: Sides) => (size === null ? null : size + before + after);
    return [batch, grown(height, rows), grown(width, columns), channels];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), padding: this.padding, data_format: 'channels_last' };
  }

  protected forward(inputs: Tensor): Tensor {
    return pad(inputs, [[0, 0], ...this.padding.map((sides): [number, number] => [...sides]), [0, 0]]);
  }
}

function sidesOf(padding: unknown): readonly [Sides, Sides] {
  const pair = Array.isArray(padding) ? (padding as readonly unknown[]) : [padding, padding];
  const both = pair.map((one) => (Array.isArray(one) ? (one as readonly unknown[]) : [one, one]));
  const fine = both.every(
    (one) => one.length === 2 && one.every((size) => Number.isInteger(size) && (size as number) >= 0),
  );
  if (both.length !== 2 || !fine) {
    throw new ValueError(
      `\`padding\` should be either an int, a tuple of 2 ints (symmetric_height_crop, symmetric_width_crop), or a tuple of 2 tuples of 2 ints ((top_crop, bottom_crop), (left_crop, right_crop)). Received: padding=${JSON.stringify(padding)}.`,
    );
  }
  return both as unknown as readonly [Sides, Sides];
}
