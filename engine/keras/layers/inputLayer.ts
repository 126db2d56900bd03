import { ValueError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { Layer, type LayerOptions, type OpenShape } from './layer';

export interface InputOptions extends LayerOptions {
  /** Without the batch axis. */
  shape: readonly number[];
  batchSize?: number | null;
}

/** The shape of a model's input, so that its weights exist before the first call. */
export class InputLayer extends Layer {
  readonly className = 'InputLayer';
  readonly batchShape: OpenShape;

  constructor({ shape, batchSize = null, ...rest }: InputOptions) {
    if (!Array.isArray(shape)) throw new ValueError('You must pass a `shape` argument.');
    super('InputLayer', rest);
    this.batchShape = [batchSize, ...shape];
  }

  computeOutputShape(): OpenShape {
    return this.batchShape;
  }

  protected forward(inputs: Tensor): Tensor {
    return inputs;
  }
}

/** `keras.Input`. */
export function Input(options: InputOptions): InputLayer {
  return new InputLayer(options);
}
