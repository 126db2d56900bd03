import type { Tensor } from '../../tensor/tensor';
import { reshape } from '../../ops/shapes/reshape';
import { transpose } from '../../ops/shapes/transpose';
import type { Config } from '../config';
import { Layer, type LayerOptions, type OpenShape } from './layer';

export interface FlattenOptions extends LayerOptions {
  /** With `channels_first` the axis behind the batch goes last before they are joined. */
  dataFormat?: 'channels_last' | 'channels_first' | null;
}

/** Joins all axes but the batch: `[b, …]` → `[b, n]`; `[b]` → `[b, 1]`. */
export class Flatten extends Layer {
  readonly dataFormat: 'channels_last' | 'channels_first';

  constructor({ dataFormat, ...rest }: FlattenOptions = {}) {
    super('Flatten', rest, { keepsIntegers: true });
    this.dataFormat = dataFormat ?? 'channels_last';
    this.inputSpec = { minRank: 1 };
  }

  override getConfig(): Config {
    return { ...super.getConfig(), data_format: this.dataFormat };
  }

  computeOutputShape([batch, ...rest]: OpenShape): OpenShape {
    return [batch, rest.some((size) => size === null) ? null : rest.reduce((n: number, size) => n * size!, 1)];
  }

  protected forward(inputs: Tensor): Tensor {
    const { rank } = inputs;
    const first = this.dataFormat === 'channels_first' && rank > 2;
    const perm = first ? [0, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 2), 1] : null;
    return reshape(
      perm === null ? inputs : transpose(inputs, { perm }),
      this.computeOutputShape(inputs.shape) as number[],
    );
  }
}
