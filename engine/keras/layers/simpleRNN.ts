import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { matmul } from '../../ops/linalg/matmul';
import { Recurrent } from './recurrent';
import type { RNNOptions } from './rnn';
import { Cell, type CellOptions } from './rnnCell';

export interface SimpleRNNOptions extends CellOptions, RNNOptions {}

/** h ← tanh(x · kernel + bias + h · recurrent kernel). */
export class SimpleRNNCell extends Cell {
  constructor(units: number, options: CellOptions = {}) {
    super('SimpleRNNCell', units, options, 1);
  }

  protected step(input: Tensor, h: Tensor): Tensor[] {
    const sum = add(this.project(input, this.kernel!, this.bias), matmul(h, this.recurrentKernel!));
    return [this.activate(sum)];
  }
}

/** A fully connected recurrent layer. Source: `keras/src/layers/rnn/simple_rnn.py`. */
export class SimpleRNN extends Recurrent<SimpleRNNOptions> {
  constructor(units: number, options: SimpleRNNOptions = {}) {
    super('SimpleRNN', (rest) => new SimpleRNNCell(units, { ...rest, name: 'simple_rnn_cell' }), options);
  }
}
