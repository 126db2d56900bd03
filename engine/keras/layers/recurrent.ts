import type { Config } from '../config';
import type { LayerOptions } from './layer';
import { RNN, type RNNOptions, takeSequenceOptions } from './rnn';
import type { Cell } from './rnnCell';

/** A recurrent layer that makes its cell itself: its options are the cell's and the layer's, its config is theirs. */
export abstract class Recurrent<O extends RNNOptions> extends RNN {
  static override readonly positional: readonly string[] = ['units'];

  constructor(className: string, makeCell: (options: Omit<O, keyof RNNOptions> & LayerOptions) => Cell, options: O) {
    const [sequence, { name, activityRegularizer, ...cellOptions }] = takeSequenceOptions(options);
    const { trainable, dtype } = options;
    const layerOptions: LayerOptions = { name, trainable, dtype, activityRegularizer };
    super(makeCell(cellOptions as never), { ...sequence, ...layerOptions }, className);
  }

  get units(): number {
    return this.cell.units;
  }

  override getConfig(): Config {
    const { cell: _, ...own } = super.getConfig();
    const { name: __, ...config } = this.cell.getConfig();
    return { ...config, activity_regularizer: null, ...own };
  }
}
