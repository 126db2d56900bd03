import { allowOptions, demandWeight, type Site, type Translation, weightOf } from '../translation';
import type { GraphBuilder } from '../graphBuilder';
import { DIGITS } from './window';

/** With the moving mean and variance, as outside of training. ONNX has the features on axis 1. */
export const batchNormalization: Translation = (g, site) => {
  allowOptions(site);
  const [x] = site.inputs;
  const rank = x.shape.length;
  const given = site.config.axis as number;
  const axis = given < 0 ? given + rank : given;
  const others = DIGITS.slice(1, rank).filter((one) => one !== axis);
  const there = [0, axis, ...others];
  const back = DIGITS.slice(0, rank).map((one) => there.indexOf(one));
  const size = [x.shape[axis]!];
  const operands = [
    g.transpose(x.name, there),
    weightOf(g, site.layer, 'gamma') ?? filled(g, site, size, 1),
    weightOf(g, site.layer, 'beta') ?? filled(g, site, size, 0),
    demandWeight(g, site, 'moving_mean'),
    demandWeight(g, site, 'moving_variance'),
  ];
  const y = g.op('BatchNormalization', operands, { epsilon: { float: site.config.epsilon as number } });
  return g.transpose(y, back);
};

/** ONNX normalizes from one axis to the last; other sets of axes are put last and back. */
export const layerNormalization: Translation = (g, site) => {
  const [x] = site.inputs;
  const rank = x.shape.length;
  const given = site.config.axis as number | readonly number[];
  const axes = (typeof given === 'number' ? [given] : given)
    .map((one) => (one < 0 ? one + rank : one))
    .sort((a, b) => a - b);
  const there = [...DIGITS.slice(0, rank).filter((one) => !axes.includes(one)), ...axes];
  const back = DIGITS.slice(0, rank).map((one) => there.indexOf(one));
  const sizes = axes.map((one) => x.shape[one]!);
  const operands = [
    g.transpose(x.name, there),
    weightOf(g, site.layer, 'gamma') ?? filled(g, site, sizes, 1),
    weightOf(g, site.layer, 'beta') ?? filled(g, site, sizes, 0),
  ];
  const epsilon = { float: site.config.epsilon as number };
  return g.transpose(g.op('LayerNormalization', operands, { axis: -axes.length, epsilon }), back);
};

function filled(g: GraphBuilder, { layer }: Site, shape: readonly number[], value: number): string {
  return g.constant(Array<number>(shape.reduce((n, one) => n * one, 1)).fill(value), layer.dtype, shape);
}
