import { type GraphBuilder, Value } from '../graphBuilder';
import { allowOptions, maskOperand, type Site, type Translation } from '../translation';

/** Stands for a score of minus infinity, as in the layer. */
const FAR_BELOW = -3e38;

/** softmax(Q Kᵀ / √keyDim) V in several heads, with the layer's own einsums. */
export const multiHeadAttention: Translation = (g, site) => {
  allowOptions(site, 'attentionMask', 'queryMask', 'valueMask', 'keyMask', 'useCausalMask', 'returnAttentionScores');
  const [query, value, key = value] = site.inputs.map(({ name }) => name);
  const { dtype } = site.layer;
  const [toQuery, toKey, toValue, out] = projectionsOf(g, site);
  const into = 'abc,cde->abde';
  const scale = g.constant(1 / Math.sqrt(site.config.key_dim as number), dtype);
  const q = g.op('Mul', [toQuery(query, into), scale]);
  const k = toKey(key, into);
  const v = toValue(value, into);
  const scores = g.op('Einsum', [k, q], { equation: 'aecd,abcd->acbe' });
  const mask = wholeMask(g, site, query, value);
  const seen =
    mask === null
      ? scores
      : g.op('Where', [g.op('Unsqueeze', [mask, g.ints(1)]), scores, g.constant(FAR_BELOW, dtype)]);
  const attention = g.op('Softmax', [seen], { axis: -1 });
  const y = out(g.op('Einsum', [attention, v], { equation: 'acbe,aecd->abcd' }), 'abcd,cde->abe');
  return site.options.returnAttentionScores === true ? [y, attention] : y;
};

/** Query, key, value and output: each has a kernel and perhaps a bias, in this order. */
function projectionsOf(g: GraphBuilder, { layer, config }: Site) {
  const each = config.use_bias === true ? 2 : 1;
  return [0, 1, 2, 3].map((i) => {
    const [kernel, bias] = layer.weights.slice(i * each, (i + 1) * each).map((one) => g.weight(one));
    return (x: string, equation: string) => {
      const product = g.op('Einsum', [x, kernel], { equation });
      return bias === undefined ? product : g.op('Add', [product, bias]);
    };
  });
}

/** All masks together, `[b, t, s]`; null where everything may be looked at. */
function wholeMask(g: GraphBuilder, { options, inputs }: Site, query: string, value: string): string | null {
  const beside = (i: number) => (inputs[i]?.mask ? new Value(inputs[i].mask(), [], 'bool') : null);
  const { queryMask = beside(0), valueMask = beside(1), keyMask = beside(2) } = options;
  const along = (mask: unknown, axis: number | null): string[] => {
    const bool = maskOperand(g, mask);
    if (bool === null) return [];
    return [axis === null ? bool.name : g.op('Unsqueeze', [bool.name, g.ints(axis)])];
  };
  const masks = [
    ...along(queryMask, -1),
    ...along(valueMask, -2),
    ...along(keyMask, -2),
    ...(options.useCausalMask === true ? [causal(g, query, value)] : []),
    ...along(options.attentionMask, null),
  ];
  return masks.length === 0 ? null : masks.reduce((all, one) => g.op('And', [all, one]));
}

/** `[1, t, s]`, true where a step looks at itself or at an earlier one. */
function causal(g: GraphBuilder, query: string, value: string): string {
  const steps = (x: string) => {
    const count = g.op('Squeeze', [g.op('Shape', [x], { start: 1, end: 2 })]);
    return g.op('Range', [g.constant(0, 'int64'), count, g.constant(1, 'int64')]);
  };
  const rows = g.op('Unsqueeze', [steps(query), g.ints(0, 2)]);
  const columns = g.op('Unsqueeze', [steps(value), g.ints(0, 1)]);
  return g.op('GreaterOrEqual', [rows, columns]);
}
