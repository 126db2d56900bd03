import { fromData } from '../../tensor/convert';
import { allocate, type DType } from '../../tensor/dtype';
import type { Shape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { multiply } from '../../ops/elementwise/multiply';
import { matmul } from '../../ops/linalg/matmul';
import { concat } from '../../ops/shapes/concat';
import { split } from '../../ops/shapes/split';
import { type Activation, type ActivationLike, getActivation, serializeActivation } from '../activations';
import type { Config } from '../config';
import { getInitializer, type InitializerLike } from '../initializers';
import { Recurrent } from './recurrent';
import type { RNNOptions } from './rnn';
import { Cell, type CellOptions } from './rnnCell';

export interface LSTMCellOptions extends CellOptions {
  recurrentActivation?: ActivationLike | null;
  /** The forget gate's bias starts at 1 (Jozefowicz et al. 2015). */
  unitForgetBias?: boolean;
}

export interface LSTMOptions extends LSTMCellOptions, RNNOptions {}

/**
 * With the gates i, f, o = σ(x · kernel + h · recurrent kernel + bias) and the candidate c̃ = tanh(…), in the order
 * i, f, c̃, o: c ← f c + i c̃, h ← o tanh(c) (Hochreiter and Schmidhuber 1997). States: h and c.
 */
export class LSTMCell extends Cell {
  override readonly states = 2;
  private readonly recurrentActivation: Activation | null;
  private readonly unitForgetBias: boolean;

  constructor(
    units: number,
    { recurrentActivation = 'sigmoid', unitForgetBias = true, ...rest }: LSTMCellOptions = {},
  ) {
    super('LSTMCell', units, rest, 4);
    this.recurrentActivation = getActivation(recurrentActivation);
    this.unitForgetBias = unitForgetBias;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      recurrent_activation: serializeActivation(this.recurrentActivation),
      unit_forget_bias: this.unitForgetBias,
    };
  }

  protected step(input: Tensor, h: Tensor, [, c]: readonly Tensor[]): Tensor[] {
    const fed = add(matmul(input, this.kernel!), matmul(h, this.recurrentKernel!));
    const z = this.bias === null ? fed : add(fed, this.bias);
    const [i, f, candidate, o] = split(z, 4, { axis: 1 });
    const next = add(multiply(this.gate(f), c), multiply(this.gate(i), this.activate(candidate)));
    return [multiply(this.gate(o), this.activate(next)), next];
  }

  protected override biasInitializer(given: InitializerLike): InitializerLike {
    if (!this.unitForgetBias) return given;
    const { units } = this;
    const initializer = getInitializer(given);
    return (shape: Shape, options?: { dtype?: DType }) => {
      const dtype = options?.dtype ?? this.dtype;
      const ones = fromData(allocate(dtype, units).fill(1), [units], dtype);
      const part = (size: number) => initializer.call([size], { dtype });
      return concat([part(units), ones, part(shape[0] - 2 * units)], 0);
    };
  }

  private gate(x: Tensor): Tensor {
    return this.recurrentActivation === null ? x : this.recurrentActivation(x);
  }
}

/** Long short-term memory. Source: `keras/src/layers/rnn/lstm.py`. */
export class LSTM extends Recurrent<LSTMOptions> {
  constructor(units: number, options: LSTMOptions = {}) {
    super('LSTM', (rest) => new LSTMCell(units, { ...rest, name: 'lstm_cell' }), options);
  }
}
