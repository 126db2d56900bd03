import { ValueError } from '../../../tensor/errors';
import type { Tensor } from '../../../tensor/tensor';
import type { Variable } from '../../../tape/variable';
import { conv2dTranspose } from '../../../ops/nn/conv/conv2dTranspose';
import type { Config } from '../../config';
import { tuple } from '../../names';
import type { OpenShape } from '../layer';
import { takeWeightOptions, type WeightOptionsOf } from '../weightOptions';
import { BaseConv, checkFilters, type ConvLayerOptions } from './baseConv';
import { type LayerPadding, type Sizes, standardizeTuple } from './window';

export interface Conv2DTransposeOptions extends ConvLayerOptions, WeightOptionsOf<'kernel' | 'bias'> {
  padding?: LayerPadding;
  /** Added to the size at the end; the smallest that TensorFlow would choose where it is not said. */
  outputPadding?: Sizes | null;
}

/**
 * `[b, h, w, c]` → `[b, h', w', filters]`, a convolution the other way round, with `kernel` `[kh, kw, filters, c]` and
 * `bias` `[filters]`. Sizes: `keras/src/backend/common/backend_utils.py`.
 */
export class Conv2DTranspose extends BaseConv {
  static override readonly positional = ['filters', 'kernelSize'];
  readonly outputPadding: readonly number[] | null;

  constructor(
    readonly filters: number,
    kernelSize: Sizes,
    { outputPadding = null, ...options }: Conv2DTransposeOptions = {},
  ) {
    const [recipes, rest] = takeWeightOptions(options, { kernel: 'glorot_uniform', bias: 'zeros' });
    super('Conv2DTranspose', { rank: 2, kernelSize, recipes }, rest);
    checkFilters('filters', filters);
    this.outputPadding = outputPadding === null ? null : standardizeTuple(outputPadding, 2, 'output_padding', true);
    if (this.outputPadding?.some((one, i) => one >= this.strides[i])) {
      throw new ValueError(
        `\`output_padding\` must be < \`strides\`. output_padding=${tuple(this.outputPadding)}, strides=${tuple(this.strides)}`,
      );
    }
  }

  override computeOutputShape(inputShape: OpenShape): OpenShape {
    return [inputShape[0], ...inputShape.slice(1, -1).map((size, i) => this.spread(size, i)), this.filters];
  }

  protected kernelShape(inputChannels: number): number[] {
    return [...this.kernelSize, this.filters, inputChannels];
  }

  protected outputChannels(): number {
    return this.filters;
  }

  protected ownConfig(): Config {
    const { filters, outputPadding } = this;
    return outputPadding === null ? { filters } : { filters, output_padding: outputPadding };
  }

  protected convolve(inputs: Tensor, kernel: Variable): Tensor {
    const shape = this.computeOutputShape(inputs.shape) as number[];
    const options = { padding: this.opPadding, dilations: this.dilationRate };
    return conv2dTranspose(inputs, kernel, shape, this.strides, options);
  }

  private spread(size: number | null, i: number): number | null {
    if (size === null) return null;
    const [stride, added] = [this.strides[i], this.outputPadding?.[i]];
    const reach = (this.kernelSize[i] - 1) * this.dilationRate[i] + 1;
    if (this.padding === 'valid') return (size - 1) * stride + reach + (added ?? Math.max(reach, stride) - reach);
    return added === undefined ? size * stride : (size - 1) * stride + (reach % 2) + added;
  }
}
