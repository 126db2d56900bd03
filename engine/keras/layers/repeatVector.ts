import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { expandDims } from '../../ops/shapes/expandDims';
import { tile } from '../../ops/shapes/tile';
import type { Config } from '../config';
import { Layer, type LayerOptions, type OpenShape } from './layer';

/** `[b, features]` → `[b, n, features]`, n times the same. */
export class RepeatVector extends Layer {
  static override readonly positional = ['n'];

  constructor(
    readonly n: number,
    options: LayerOptions = {},
  ) {
    if (!Number.isInteger(n) || n <= 0) {
      throw new ValueError(`Argument \`n\` should be a positive integer. Received: n=${n}`);
    }
    super('RepeatVector', options, { keepsIntegers: true });
    this.inputSpec = { rank: 2 };
  }

  computeOutputShape([batch, features]: OpenShape): OpenShape {
    return [batch, this.n, features];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), n: this.n };
  }

  protected forward(inputs: Tensor): Tensor {
    return tile(expandDims(inputs, 1), [1, this.n, 1]);
  }
}
