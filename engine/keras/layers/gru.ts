import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { matmul } from '../../ops/linalg/matmul';
import { split } from '../../ops/shapes/split';
import { unstack } from '../../ops/shapes/unstack';
import { type Activation, type ActivationLike, getActivation, serializeActivation } from '../activations';
import type { Config } from '../config';
import { Recurrent } from './recurrent';
import type { RNNOptions } from './rnn';
import { Cell, type CellOptions } from './rnnCell';

export interface GRUCellOptions extends CellOptions {
  recurrentActivation?: ActivationLike | null;
  /** The reset gate acts after the product with the recurrent kernel, which has a bias of its own: `bias` is `[2, 3 · units]`. */
  resetAfter?: boolean;
}

export interface GRUOptions extends GRUCellOptions, RNNOptions {}

/**
 * With the gates z, r = σ(x · kernel + h · recurrent kernel + biases), in the order z, r, h̃:
 * h̃ = tanh(x · kernel + r (h · recurrent kernel + bias)), or with `resetAfter` false
 * h̃ = tanh(x · kernel + (r h) · recurrent kernel); h ← z h + (1 − z) h̃ (Cho et al. 2014).
 */
export class GRUCell extends Cell {
  private readonly recurrentActivation: Activation | null;
  private readonly resetAfter: boolean;

  constructor(units: number, { recurrentActivation = 'sigmoid', resetAfter = true, ...rest }: GRUCellOptions = {}) {
    super('GRUCell', units, rest, 3);
    this.recurrentActivation = getActivation(recurrentActivation);
    this.resetAfter = resetAfter;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      recurrent_activation: serializeActivation(this.recurrentActivation),
      reset_after: this.resetAfter,
    };
  }

  protected override biasShape(width: number): number[] {
    return this.resetAfter ? [2, width] : [width];
  }

  protected step(input: Tensor, dropped: Tensor, [h]: readonly Tensor[]): Tensor[] {
    const { bias, resetAfter, units } = this;
    const [inputBias, recurrentBias] = bias !== null && resetAfter ? unstack(bias) : [bias, null];
    const [xz, xr, xh] = split(this.project(input, this.kernel!, inputBias), 3, { axis: -1 });
    if (resetAfter) {
      const [hz, hr, hh] = split(this.project(dropped, this.recurrentKernel!, recurrentBias), 3, { axis: -1 });
      const z = this.gate(add(xz, hz));
      const r = this.gate(add(xr, hr));
      return [mix(z, h, this.activate(add(xh, multiply(r, hh))))];
    }
    const [gates, candidate] = split(this.recurrentKernel!, [2 * units, units], { axis: 1 });
    const [hz, hr] = split(matmul(dropped, gates), 2, { axis: -1 });
    const z = this.gate(add(xz, hz));
    const r = this.gate(add(xr, hr));
    return [mix(z, h, this.activate(add(xh, matmul(multiply(r, dropped), candidate))))];
  }

  private gate(x: Tensor): Tensor {
    return this.recurrentActivation === null ? x : this.recurrentActivation(x);
  }
}

/** A gated recurrent unit. Source: `keras/src/layers/rnn/gru.py`. */
export class GRU extends Recurrent<GRUOptions> {
  constructor(units: number, options: GRUOptions = {}) {
    super('GRU', (rest) => new GRUCell(units, { ...rest, name: 'gru_cell' }), options);
  }
}

/** z h + (1 − z) h̃. */
function mix(z: Tensor, h: Tensor, candidate: Tensor): Tensor {
  return add(multiply(z, h), multiply(subtract(1, z), candidate));
}
