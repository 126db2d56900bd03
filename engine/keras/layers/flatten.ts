import type { Tensor } from '../../tensor/tensor';
import { reshape } from '../../ops/shapes/reshape';
import { Layer, type LayerOptions, type OpenShape } from './layer';

/** Joins all axes but the batch: `[b, …]` → `[b, n]`; `[b]` → `[b, 1]`. */
export class Flatten extends Layer {
  constructor(options: LayerOptions = {}) {
    super('Flatten', options, { keepsIntegers: true });
    this.inputSpec = { minRank: 1 };
  }

  computeOutputShape([batch, ...rest]: OpenShape): OpenShape {
    return [batch, rest.some((size) => size === null) ? null : rest.reduce((n: number, size) => n * size!, 1)];
  }

  protected forward(inputs: Tensor): Tensor {
    return reshape(inputs, this.computeOutputShape(inputs.shape) as number[]);
  }
}
