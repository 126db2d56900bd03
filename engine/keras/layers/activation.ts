import type { Tensor } from '../../tensor/tensor';
import { type Activation as ActivationFunction, type ActivationLike, getActivation } from '../activations';
import { Layer, type LayerOptions, type OpenShape } from './layer';

/** Applies an activation function: `[…]` → `[…]`. */
export class Activation extends Layer {
  readonly className = 'Activation';
  private readonly activation: ActivationFunction | null;

  constructor(activation: ActivationLike, options: LayerOptions = {}) {
    super('Activation', options);
    this.activation = getActivation(activation);
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  protected forward(inputs: Tensor): Tensor {
    return this.activation === null ? inputs : this.activation(inputs);
  }
}
