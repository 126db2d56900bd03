import { ValueError } from '../../../tensor/errors';
import type { Tensor } from '../../../tensor/tensor';
import type { Variable } from '../../../tape/variable';
import { conv1d } from '../../../ops/nn/conv/conv1d';
import { conv2d } from '../../../ops/nn/conv/conv2d';
import { pad } from '../../../ops/shapes/pad';
import type { Config } from '../../config';
import { tuple } from '../../names';
import type { OpenShape } from '../layer';
import { takeWeightOptions, type WeightOptionsOf } from '../weightOptions';
import { BaseConv, checkFilters, type ConvLayerOptions } from './baseConv';
import type { LayerPadding, Sizes } from './window';

export interface Conv1DOptions extends ConvLayerOptions, WeightOptionsOf<'kernel' | 'bias'> {
  /** The channels fall into so many groups, each with `filters / groups` filters of its own. */
  groups?: number;
}

export interface Conv2DOptions extends Conv1DOptions {
  padding?: LayerPadding;
}

/** What Conv1D and Conv2D share: `filters` results from all channels of a group. */
abstract class Conv extends BaseConv {
  static override readonly positional = ['filters', 'kernelSize'];
  readonly groups: number;

  constructor(
    className: string,
    rank: number,
    readonly filters: number,
    kernelSize: Sizes,
    { groups = 1, ...options }: Conv1DOptions,
  ) {
    const [recipes, rest] = takeWeightOptions(options, { kernel: 'glorot_uniform', bias: 'zeros' });
    super(className, { rank, kernelSize, recipes }, rest);
    checkFilters('filters', filters);
    if (!Number.isInteger(groups) || groups <= 0) {
      throw new ValueError(`The number of groups must be a positive integer. Received: groups=${groups}.`);
    }
    if (filters % groups !== 0) {
      throw new ValueError(
        `The number of filters must be evenly divisible by the number of groups. Received: groups=${groups}, filters=${filters}.`,
      );
    }
    this.groups = groups;
  }

  protected kernelShape(inputChannels: number): number[] {
    return [...this.kernelSize, inputChannels / this.groups, this.filters];
  }

  protected outputChannels(): number {
    return this.filters;
  }

  protected ownConfig(): Config {
    return { filters: this.filters, groups: this.groups };
  }

  protected override checkChannels(channels: number, inputShape: OpenShape): void {
    if (channels % this.groups === 0) return;
    throw new ValueError(
      `The number of input channels must be evenly divisible by the number of groups. Received groups=${this.groups}, but the input has ${channels} channels (full input shape is ${tuple(inputShape)}).`,
    );
  }
}

/**
 * `[b, w, c]` → `[b, w', filters]`, with `kernel` `[k, c / groups, filters]` and `bias` `[filters]`. Padding `causal`
 * stands before the sequence only, so that no output depends on a later step.
 */
export class Conv1D extends Conv {
  constructor(filters: number, kernelSize: Sizes, options: Conv1DOptions = {}) {
    super('Conv1D', 1, filters, kernelSize, options);
  }

  protected convolve(inputs: Tensor, kernel: Variable): Tensor {
    const [[stride], [dilations], [size]] = [this.strides, this.dilationRate, this.kernelSize];
    const before = dilations * (size - 1);
    const x = this.padding === 'causal' ? pad(inputs, [[0, 0], [before, 0], [0, 0]]) : inputs; // prettier-ignore
    return conv1d(x, kernel, stride, this.opPadding, { dilations });
  }
}

/** `[b, h, w, c]` → `[b, h', w', filters]`, with `kernel` `[kh, kw, c / groups, filters]` and `bias` `[filters]`. */
export class Conv2D extends Conv {
  constructor(filters: number, kernelSize: Sizes, options: Conv2DOptions = {}) {
    super('Conv2D', 2, filters, kernelSize, options);
  }

  protected convolve(inputs: Tensor, kernel: Variable): Tensor {
    return conv2d(inputs, kernel, this.strides, this.opPadding, { dilations: this.dilationRate });
  }
}
