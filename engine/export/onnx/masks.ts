/**
 * Which steps count, as it goes beside the numbers from layer to layer in Keras. ONNX has nothing of the kind:
 * the masks are tensors of the graph, written where a layer goes by one.
 */
import { type GraphBuilder, type Mask, type Value } from './graphBuilder';
import { maskOperand, type Site } from './translation';

/** The mask of a layer's first input: the one of the call, or the one that came with it. Bool, `[b, steps]`; null for none. */
export function maskOf(g: GraphBuilder, { options, inputs }: Site): string | null {
  return maskOperand(g, options.mask)?.name ?? inputs[0].mask?.() ?? null;
}

/** Where the numbers differ from one: `[…]`, bool. */
export function differing(g: GraphBuilder, { name, dtype }: Value, from: number): string {
  return g.op('Not', [g.op('Equal', [name, g.constant(from, dtype)])]);
}

/** Whether one of the last axis is true: `[…, n]` → `[…]`. */
export function anyOfLast(g: GraphBuilder, bool: string): string {
  const largest = g.op('ReduceMax', [g.cast(bool, 'bool', 'int32')], { axes: [-1], keepdims: 0 });
  return g.cast(largest, 'int32', 'bool');
}

/** The mask that goes on beside a layer's first output, as its `computeMask` gives it; no other output has one. */
export function maskBehind(g: GraphBuilder, site: Site): Mask {
  const { layer, config, inputs } = site;
  if (!layer.supportsMasking) return null;
  const make = makers[layer.className];
  if (make !== undefined) return once(() => make(g, site));
  const said = layer.className !== 'MultiHeadAttention' && site.options.mask;
  if (!said && inputs.every(({ mask }) => mask === null)) return null;
  if (config.return_sequences === false || layer.className.startsWith('Global')) return null;
  if (inputs.length > 1 && layer.className !== 'MultiHeadAttention') return ofSeveral(g, site);
  return said || inputs[0].mask !== null ? once(() => maskOf(g, site)!) : null;
}

/** Layers that make a mask. */
const makers: Readonly<Record<string, (g: GraphBuilder, site: Site) => string>> = {
  Embedding: (g, { inputs: [x] }) => differing(g, x, 0),
  Masking: (g, { inputs: [x], config }) => anyOfLast(g, differing(g, x, config.mask_value as number)),
};

function ofSeveral(g: GraphBuilder, { layer, config, inputs }: Site): Mask {
  if (layer.className === 'Concatenate') return once(() => joined(g, inputs, config.axis as number));
  if (inputs.some(({ mask }) => mask === null)) return null;
  return once(() => inputs.map(({ mask }) => mask!()).reduce((all, one) => g.op('Or', [all, one])));
}

/** Each mask as wide as its input, all true where there is none; joined as the inputs are, and any of the last axis. */
function joined(g: GraphBuilder, inputs: readonly Value[], axis: number): string {
  const wide = inputs.map(({ name, shape, mask }) => {
    const size = g.op('Shape', [name]);
    const narrow = mask === null ? g.constant(1, 'bool') : g.op('Unsqueeze', [mask(), g.ints(-1)]);
    if (mask !== null && shape.length < 3) return mask();
    return g.op('Expand', [narrow, size]);
  });
  return anyOfLast(g, g.op('Concat', wide, { axis }));
}

/** Written when it is first asked for. */
function once(write: () => string): () => string {
  let name: string | null = null;
  return () => (name ??= write());
}
