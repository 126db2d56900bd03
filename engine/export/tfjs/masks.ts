import type { KerasTensor } from '../../keras/kerasTensor';
import type { Layer } from '../../keras/layers/layer';
import { Model } from '../../keras/models/model';

/** Layers behind which no step is left to mask, or whose output has no mask. */
const ENDS = /^Global|^(Flatten|Reshape|Permute|RepeatVector|Conv|DepthwiseConv|MaxPooling|AveragePooling)/;

/** Which layers of a model get inputs that `Masking` or `Embedding` with `maskZero` put a mask beside. */
export class Masks {
  private readonly isMaking: boolean;
  private readonly known = new Map<KerasTensor, boolean>();

  constructor(private readonly whole: Model) {
    this.isMaking = makesMasks(whole);
  }

  reach(layer: Layer): boolean {
    if (!this.isMaking) return false;
    return ([layer.input].flat() as KerasTensor[]).some((one) => this.goesWith(one));
  }

  private goesWith(symbol: KerasTensor): boolean {
    const known = this.known.get(symbol);
    if (known !== undefined) return known;
    const goes = this.find(symbol);
    this.known.set(symbol, goes);
    return goes;
  }

  private find(symbol: KerasTensor): boolean {
    const call = symbol._history?.call;
    // What a model in the model is called on may have one.
    if (call === undefined || call.sources.length === 0) return !this.whole.inputs.includes(symbol);
    const { layer } = call;
    if (layer instanceof Model && !layer.outputs.some((one) => this.goesWith(one))) return false;
    if (makesMasks(layer)) return true;
    const { return_sequences: returnsSequences } = layer.getConfig();
    if (returnsSequences === false || ENDS.test(layer.className)) return false;
    return call.sources.some((one) => this.goesWith(one));
  }
}

function makesMasks(layer: Layer): boolean {
  if (layer instanceof Model) return layer.layers.some(makesMasks);
  return layer.className === 'Masking' || (layer.className === 'Embedding' && layer.getConfig().mask_zero === true);
}
