import { fromData } from '../../tensor/convert';
import { allocate } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { multiply } from '../../ops/elementwise/multiply';
import type { Config } from '../config';
import { Layer, type LayerOptions, type OpenShape } from './layer';

type Numbers = number | readonly number[];

export interface RescalingOptions extends LayerOptions {
  offset?: Numbers;
}

/** inputs · scale + offset; both are numbers, or one for each channel. */
export class Rescaling extends Layer {
  static override readonly positional = ['scale'];
  readonly offset: Numbers;

  constructor(
    readonly scale: Numbers,
    { offset = 0, ...rest }: RescalingOptions = {},
  ) {
    super('Rescaling', rest, { supportsMasking: true });
    this.offset = offset;
  }

  computeOutputShape(inputShape: OpenShape): OpenShape {
    return inputShape;
  }

  override getConfig(): Config {
    return { ...super.getConfig(), scale: this.scale, offset: this.offset };
  }

  protected forward(inputs: Tensor): Tensor {
    return add(multiply(inputs, this.tensor(this.scale)), this.tensor(this.offset));
  }

  private tensor(value: Numbers): Tensor | number {
    if (typeof value === 'number') return value;
    const data = allocate(this.dtype, value.length);
    data.set(value);
    return fromData(data, [value.length], this.dtype);
  }
}
