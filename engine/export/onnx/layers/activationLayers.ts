/** Activations that are layers with numbers of their own. */
import { allowOptions, demandWeight, refuseLayer, type Translation } from '../translation';

/** x from the threshold on, slope · (x − threshold) below, and no more than the limit. */
export const relu: Translation = (g, { inputs: [{ name: x }], config, layer: { dtype } }) => {
  const { max_value: limit, negative_slope: slope, threshold } = config as Record<string, number | null>;
  const bent = () => {
    if (threshold === 0) return slope === 0 ? g.op('Relu', [x]) : g.op('LeakyRelu', [x], { alpha: { float: slope! } });
    const low = g.constant(threshold!, dtype);
    const below = g.op('Mul', [g.op('Sub', [x, low]), g.constant(slope!, dtype)]);
    return g.op('Where', [g.op('GreaterOrEqual', [x, low]), x, below]);
  };
  return limit === null ? bent() : g.op('Min', [bent(), g.constant(limit, dtype)]);
};

export const leakyRelu: Translation = (g, { inputs: [{ name: x }], config }) =>
  g.op('LeakyRelu', [x], { alpha: { float: config.negative_slope as number } });

export const elu: Translation = (g, { inputs: [{ name: x }], config }) =>
  g.op('Elu', [x], { alpha: { float: config.alpha as number } });

export const prelu: Translation = (g, site) => g.op('PRelu', [site.inputs[0].name, demandWeight(g, site, 'alpha')]);

export const softmax: Translation = (g, site) => {
  allowOptions(site);
  const { axis } = site.config;
  if (Array.isArray(axis) && axis.length !== 1) refuseLayer(site, 'ONNX has the softmax along one axis');
  return g.op('Softmax', [site.inputs[0].name], { axis: [axis as number | number[]].flat()[0] });
};
