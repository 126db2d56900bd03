import type { Tensor } from '../../../tensor/tensor';
import type { Variable } from '../../../tape/variable';
import { depthwiseConv2d } from '../../../ops/nn/conv/depthwiseConv2d';
import type { Config } from '../../config';
import { takeWeightOptions, type WeightOptionsOf } from '../weightOptions';
import { BaseConv, checkFilters, type ConvLayerOptions } from './baseConv';
import type { LayerPadding, Sizes } from './window';

export interface DepthwiseConv2DOptions extends ConvLayerOptions, WeightOptionsOf<'depthwise' | 'bias'> {
  padding?: LayerPadding;
  depthMultiplier?: number;
}

/**
 * `[b, h, w, c]` → `[b, h', w', c · m]` with m the `depthMultiplier`: every channel has m filters of its own, `kernel`
 * `[kh, kw, c, m]` and `bias` `[c · m]`. Source: `keras/src/layers/convolutional/base_depthwise_conv.py`.
 */
export class DepthwiseConv2D extends BaseConv {
  static override readonly positional = ['kernelSize'];
  readonly depthMultiplier: number;

  constructor(kernelSize: Sizes, { depthMultiplier = 1, ...options }: DepthwiseConv2DOptions = {}) {
    const [recipes, rest] = takeWeightOptions(options, { depthwise: 'glorot_uniform', bias: 'zeros' });
    super('DepthwiseConv2D', { rank: 2, kernelSize, recipes }, rest);
    checkFilters('depth_multiplier', depthMultiplier);
    this.depthMultiplier = depthMultiplier;
  }

  protected kernelShape(inputChannels: number): number[] {
    return [...this.kernelSize, inputChannels, this.depthMultiplier];
  }

  protected outputChannels(inputChannels: number): number {
    return inputChannels * this.depthMultiplier;
  }

  protected ownConfig(): Config {
    return { depth_multiplier: this.depthMultiplier };
  }

  protected convolve(inputs: Tensor, kernel: Variable): Tensor {
    return depthwiseConv2d(inputs, kernel, this.strides, this.opPadding, { dilations: this.dilationRate });
  }
}
