import type { Tensor } from '../../tensor/tensor';
import { ValueError } from '../../tensor/errors';
import type { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { matmul } from '../../ops/linalg/matmul';
import { type Activation, type ActivationLike, getActivation } from '../activations';
import type { InitializerLike } from '../initializers';
import { Layer, type LayerOptions, type OpenShape } from './layer';

export interface DenseOptions extends LayerOptions {
  activation?: ActivationLike | null;
  useBias?: boolean;
  kernelInitializer?: InitializerLike;
  biasInitializer?: InitializerLike;
}

/**
 * `y = activation(x · kernel + bias)`: `[…, n]` → `[…, units]`, with `kernel` `[n, units]` (GlorotUniform
 * unless told otherwise) and `bias` `[units]` (zeros). Throws for inputs below rank 2 or with another last axis.
 */
export class Dense extends Layer {
  readonly className = 'Dense';
  kernel: Variable | null = null;
  bias: Variable | null = null;
  private readonly activation: Activation | null;
  private readonly options: Required<Omit<DenseOptions, keyof LayerOptions | 'activation'>>;

  constructor(
    readonly units: number,
    {
      activation = null,
      useBias = true,
      kernelInitializer = 'glorot_uniform',
      biasInitializer = 'zeros',
      ...rest
    }: DenseOptions = {},
  ) {
    if (!Number.isInteger(units) || units <= 0) {
      throw new ValueError(
        `Received an invalid value for \`units\`, expected a positive integer. Received: units=${units}`,
      );
    }
    super('Dense', rest);
    this.activation = getActivation(activation);
    this.options = { useBias, kernelInitializer, biasInitializer };
    this.inputSpec = { minRank: 2, lastAxis: null };
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return [...inputShape.slice(0, -1), this.units];
  }

  protected override makeWeights(inputShape: OpenShape): void {
    const n = inputShape[inputShape.length - 1];
    if (n === null || n === undefined) {
      throw new ValueError(
        `The last dimension of the inputs to a Dense layer should be defined. Found None. Full input shape received: (${inputShape.map((size) => size ?? 'None').join(', ')})`,
      );
    }
    const { useBias, kernelInitializer, biasInitializer } = this.options;
    this.kernel = this.addWeight('kernel', [n, this.units], kernelInitializer);
    if (useBias) this.bias = this.addWeight('bias', [this.units], biasInitializer);
    this.inputSpec = { minRank: 2, lastAxis: n };
  }

  protected forward(inputs: Tensor): Tensor {
    const product = matmul(inputs, this.kernel!);
    const sum = this.bias === null ? product : add(product, this.bias);
    return this.activation === null ? sum : this.activation(sum);
  }
}
