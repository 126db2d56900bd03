import { demandWeight, type Translation, weightOf } from '../translation';
import { anyOfLast, differing } from '../masks';
import { activate } from './activations';

/** `activation(x · kernel + bias)`, for inputs of any rank. */
export const dense: Translation = (g, site) => {
  const [{ name: x }] = site.inputs;
  const product = g.op('MatMul', [x, demandWeight(g, site, 'kernel')]);
  const bias = weightOf(g, site.layer, 'bias');
  return activate(g, site, bias === null ? product : g.op('Add', [product, bias]));
};

/** Rows of the table; numbers that are not whole lose what is behind the point. */
export const embedding: Translation = (g, site) => {
  const [{ name, dtype }] = site.inputs;
  const indices = g.cast(name, dtype === 'bool' ? 'bool' : dtype, 'int32');
  return g.op('Gather', [demandWeight(g, site, 'embeddings'), indices], { axis: 0 });
};

/** Zeros in place of the steps that it masks. */
export const masking: Translation = (g, { inputs: [x], config, layer: { dtype } }) => {
  const seen = anyOfLast(g, differing(g, x, config.mask_value as number));
  return g.op('Where', [g.op('Unsqueeze', [seen, g.ints(-1)]), x.name, g.constant(0, dtype)]);
};

/** x · scale + offset, numbers or one for each channel. */
export const rescaling: Translation = (g, { inputs: [x], config, layer: { dtype } }) => {
  const [scale, offset] = [config.scale, config.offset].map((one) => g.constant(one as number | number[], dtype));
  return g.op('Add', [g.op('Mul', [x.name, scale]), offset]);
};
