import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { reshape } from '../../ops/shapes/reshape';
import type { Config } from '../config';
import { tuple } from '../names';
import { Layer, type LayerOptions, type OpenShape } from './layer';

/** `[b, …]` → `[b, …targetShape]`; one size may be −1, what is left. Throws `ValueError` where the number of elements differs. */
export class Reshape extends Layer {
  static override readonly positional = ['targetShape'];

  constructor(
    readonly targetShape: readonly number[],
    options: LayerOptions = {},
  ) {
    if (targetShape.filter((size) => size === -1).length > 1) {
      throw new ValueError(
        `There must be at most one unknown dimension (-1) in target_shape. Received: target_shape=${tuple(targetShape)}.`,
      );
    }
    super('Reshape', options, { keepsIntegers: true });
  }

  computeOutputShape([batch, ...rest]: OpenShape): OpenShape {
    return [batch, ...this.resolved(rest)];
  }

  override getConfig(): Config {
    return { ...super.getConfig(), target_shape: this.targetShape };
  }

  protected forward(inputs: Tensor): Tensor {
    return reshape(inputs, this.computeOutputShape(inputs.shape) as number[]);
  }

  private resolved(given: OpenShape): OpenShape {
    const { targetShape } = this;
    const open = targetShape.includes(-1);
    if (given.includes(null)) return targetShape.map((size) => (size === -1 ? null : size));
    const size = (given as number[]).reduce((n, one) => n * one, 1);
    const known = targetShape.reduce((n, one) => (one === -1 ? n : n * one), 1);
    if (!open && size === known) return targetShape;
    if (open && known !== 0 && size % known === 0) return targetShape.map((one) => (one === -1 ? size / known : one));
    const why = open ? ', however, the input size cannot by divided by the specified dimensions in target_shape' : '';
    throw new ValueError(
      `The total size of the tensor must be unchanged${why}. Received: input_shape=${tuple(given)}, target_shape=${tuple(targetShape)}`,
    );
  }
}
