import type { DType } from '../tensor/dtype';
import { autoName, tuple } from './names';
import type { Layer } from './layers/layer';

/** A shape with sizes that are not known yet: the batch, the length of a sequence. */
export type OpenShape = readonly (number | null)[];

/** A shape, or one for each input of a layer that takes several. */
export type InputShape = OpenShape | readonly OpenShape[];

export function isShapeList(shape: InputShape): shape is readonly OpenShape[] {
  return Array.isArray(shape[0]);
}

/** One call of a layer on symbols: an edge of a model's graph. */
export interface LayerCall {
  readonly layer: Layer;
  /** What it was called on, as it was written. */
  readonly inputs: unknown;
  /** The options of the call; they may hold symbols too (`initialState`). */
  readonly options: Readonly<Record<string, unknown>>;
  /** All symbols among inputs and options, in order. */
  readonly sources: readonly KerasTensor[];
  readonly outputs: readonly KerasTensor[];
  /** The outputs as the layer gives them: one, in a list, or by name. */
  readonly structure: unknown;
}

/**
 * A tensor that has no numbers yet: what `Input` gives and what layers make of it. From it back to
 * its inputs lies the graph of a functional model.
 */
export class KerasTensor {
  readonly name: string;
  /** The call that gives it, and as which output; null for one by itself. */
  _history: { readonly call: LayerCall; readonly index: number } | null = null;

  constructor(
    readonly shape: OpenShape,
    readonly dtype: DType = 'float32',
    { name }: { name?: string | null } = {},
  ) {
    this.name = name ?? autoName('KerasTensor');
  }

  get rank(): number {
    return this.shape.length;
  }

  toString(): string {
    return `<KerasTensor shape=${tuple(this.shape)}, dtype=${this.dtype}, name=${this.name}>`;
  }
}
