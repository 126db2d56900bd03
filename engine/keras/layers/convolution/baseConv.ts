import { ValueError } from '../../../tensor/errors';
import type { Tensor } from '../../../tensor/tensor';
import type { Variable } from '../../../tape/variable';
import { add } from '../../../ops/elementwise/add';
import { type Activation, type ActivationLike, getActivation, serializeActivation } from '../../activations';
import type { Config } from '../../config';
import { tuple } from '../../names';
import { Layer, type LayerOptions, type OpenShape } from '../layer';
import { weightConfig, type WeightRecipe } from '../weightOptions';
import {
  arrayText,
  checkChannelsLast,
  isEmpty,
  type LayerPadding,
  type Sizes,
  slidOver,
  standardizePadding,
  standardizeTuple,
} from './window';

export interface ConvLayerOptions extends LayerOptions {
  strides?: Sizes;
  padding?: LayerPadding | 'causal';
  dataFormat?: 'channels_last' | null;
  dilationRate?: Sizes;
  activation?: ActivationLike | null;
  useBias?: boolean;
}

interface ConvTraits {
  /** Spatial axes. */
  readonly rank: number;
  readonly kernelSize: Sizes;
  /** How the weights are made, by the names of their options; the kernel first, then `bias`. */
  readonly recipes: Readonly<Record<string, WeightRecipe>>;
}

/**
 * What convolution layers share: `activation(convolve(x, kernel) + bias)`. A kind of layer says the shape of its kernel,
 * how many channels come out, and how it convolves. Source: `keras/src/layers/convolutional/base_conv.py`.
 */
export abstract class BaseConv extends Layer {
  kernel: Variable | null = null;
  bias: Variable | null = null;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
  readonly dilationRate: readonly number[];
  readonly useBias: boolean;
  readonly activation: Activation | null;
  protected readonly rank: number;
  private readonly recipes: ConvTraits['recipes'];

  constructor(
    className: string,
    { rank, kernelSize, recipes }: ConvTraits,
    {
      strides = 1,
      padding = 'valid',
      dataFormat = null,
      dilationRate = 1,
      activation = null,
      useBias = true,
      ...rest
    }: ConvLayerOptions,
  ) {
    super(className, rest);
    checkChannelsLast(dataFormat);
    this.rank = rank;
    this.kernelSize = standardizeTuple(kernelSize, rank, 'kernel_size');
    this.strides = standardizeTuple(strides, rank, 'strides');
    this.dilationRate = standardizeTuple(dilationRate, rank, 'dilation_rate');
    this.padding = standardizePadding(padding, className === 'Conv1D' ? ['causal'] : []);
    this.activation = getActivation(activation);
    this.useBias = useBias;
    this.recipes = recipes;
    this.inputSpec = { minRank: rank + 2 };
    if (Math.max(...this.strides) > 1 && Math.max(...this.dilationRate) > 1) {
      throw new ValueError(
        `\`strides > 1\` not supported in conjunction with \`dilation_rate > 1\`. Received: strides=${tuple(this.strides)} and dilation_rate=${tuple(this.dilationRate)}`,
      );
    }
  }

  protected abstract kernelShape(inputChannels: number): number[];
  protected abstract outputChannels(inputChannels: number): number;
  protected abstract convolve(inputs: Tensor, kernel: Variable): Tensor;

  computeOutputShape(inputShape: OpenShape): OpenShape {
    const channels = inputShape[inputShape.length - 1] as number;
    const kernel = [...this.kernelSize, channels, this.outputChannels(channels)];
    if (kernel.length !== inputShape.length) {
      throw new ValueError(
        `Kernel shape must have the same length as input, but received kernel of shape ${tuple(kernel)} and input of shape ${tuple(inputShape)}.`,
      );
    }
    const reach = (i: number) => (this.kernelSize[i] - 1) * this.dilationRate[i] + 1;
    const spatial = inputShape.slice(1, -1).map((size, i) => slidOver(size, reach(i), this.strides[i], this.padding));
    if (this.padding === 'valid' && isEmpty(spatial)) {
      throw new ValueError(
        `Computed output size would be zero or negative. Received \`inputs shape=${tuple(inputShape)}\`, \`kernel shape=${tuple(kernel)}\`, \`dilation_rate=${arrayText(this.dilationRate)}\`, \`strides=${tuple(this.strides)}\`, \`padding=valid\`.`,
      );
    }
    return [inputShape[0], ...spatial, this.outputChannels(channels)];
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      ...this.ownConfig(),
      kernel_size: this.kernelSize,
      strides: this.strides,
      padding: this.padding,
      data_format: 'channels_last',
      dilation_rate: this.dilationRate,
      activation: serializeActivation(this.activation),
      use_bias: this.useBias,
      ...weightConfig(this.recipes),
    };
  }

  /** What only this kind of layer has: its number of filters. */
  protected abstract ownConfig(): Config;

  protected override makeWeights(inputShape: OpenShape): void {
    const channels = inputShape[inputShape.length - 1];
    if (channels === null || channels === undefined) {
      throw new ValueError(
        `The channel dimension of the inputs to ${this.className} should be defined. Found None. Full input shape received: ${tuple(inputShape)}`,
      );
    }
    this.inputSpec = { minRank: this.rank + 2, axes: { [-1]: channels } };
    this.checkChannels(channels, inputShape);
    this.computeOutputShape(inputShape);
    const [kernel, bias] = Object.values(this.recipes);
    this.kernel = this.addWeight('kernel', this.kernelShape(channels), kernel.initializer, kernel);
    if (this.useBias) this.bias = this.addWeight('bias', [this.outputChannels(channels)], bias.initializer, bias);
  }

  /** Throws where the input's channels do not suit the layer. */
  protected checkChannels(_channels: number, _inputShape: OpenShape): void {}

  protected forward(inputs: Tensor): Tensor {
    const convolved = this.convolve(inputs, this.kernel!);
    const sum = this.bias === null ? convolved : add(convolved, this.bias);
    return this.activation === null ? sum : this.activation(sum);
  }

  /** The ops' spelling. */
  protected get opPadding(): 'SAME' | 'VALID' {
    return this.padding === 'same' ? 'SAME' : 'VALID';
  }
}

/** Throws unless there are filters to make. */
export function checkFilters(name: string, filters: number): void {
  if (Number.isInteger(filters) && filters > 0) return;
  throw new ValueError(
    `Invalid value for argument \`${name}\`. Expected a strictly positive value. Received ${name}=${filters}.`,
  );
}
