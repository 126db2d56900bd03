import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { transpose } from '../../ops/shapes/transpose';
import type { Config } from '../config';
import { tuple } from '../names';
import { Layer, type LayerOptions, type OpenShape } from './layer';

/** Puts the axes behind the batch into another order; `dims` counts them from 1: `[b, n, m]` → `[b, m, n]` for `[2, 1]`. */
export class Permute extends Layer {
  static override readonly positional = ['dims'];

  constructor(
    readonly dims: readonly number[],
    options: LayerOptions = {},
  ) {
    if (![...dims].sort((a, b) => a - b).every((axis, i) => axis === i + 1)) {
      throw new ValueError(
        `Invalid permutation argument \`dims\` for Permute Layer. The set of indices in \`dims\` must be consecutive and start from 1. Received dims=${tuple(dims)}`,
      );
    }
    super('Permute', options, { keepsIntegers: true });
    this.inputSpec = { rank: dims.length + 1 };
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return [inputShape[0], ...this.dims.map((axis) => inputShape[axis])];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), dims: this.dims };
  }

  protected forward(inputs: Tensor): Tensor {
    return transpose(inputs, { perm: [0, ...this.dims] });
  }
}
