import type { Tensor } from '../../tensor/tensor';
import {
  type Activation as ActivationFunction,
  type ActivationLike,
  getActivation,
  serializeActivation,
} from '../activations';
import type { Config } from '../config';
import { Layer, type LayerOptions, type OpenShape } from './layer';

/** Applies an activation function: `[…]` → `[…]`. */
export class Activation extends Layer {
  static override readonly positional = ['activation'];
  private readonly activation: ActivationFunction | null;

  constructor(activation: ActivationLike, options: LayerOptions = {}) {
    super('Activation', options, { keepsIntegers: true, supportsMasking: true });
    this.activation = getActivation(activation);
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), activation: serializeActivation(this.activation) };
  }

  protected forward(inputs: Tensor): Tensor {
    return this.activation === null ? inputs : this.activation(inputs);
  }
}
