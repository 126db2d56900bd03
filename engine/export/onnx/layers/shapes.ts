/** Layers that only move numbers. */
import { allowOptions, refuseLayer, type Translation } from '../translation';
import { DIGITS } from './window';

/** What only training changes: inference leaves the input as it is. */
export const unchanged: Translation = (_, site) => {
  allowOptions(site);
  return site.inputs[0].name;
};

export const flatten: Translation = (g, { inputs: [x], config }) => {
  const rank = x.shape.length;
  if (rank === 1) return g.op('Unsqueeze', [x.name, g.ints(1)]);
  const first = config.data_format === 'channels_first' && rank > 2;
  const ordered = first ? g.transpose(x.name, [0, ...DIGITS.slice(2, rank), 1]) : x.name;
  return g.op('Flatten', [ordered], { axis: 1 });
};

/** The batch stays what it is (0 in ONNX). */
export const reshape: Translation = (g, site) => {
  const target = site.config.target_shape as readonly number[];
  if (target.includes(0)) refuseLayer(site, 'a size of 0 in its target shape means something else in ONNX');
  return g.op('Reshape', [site.inputs[0].name, g.ints(0, ...target)]);
};

export const permute: Translation = (g, { inputs: [x], config }) =>
  g.transpose(x.name, [0, ...(config.dims as readonly number[])]);

export const repeatVector: Translation = (g, { inputs: [x], config }) =>
  g.op('Expand', [g.op('Unsqueeze', [x.name, g.ints(1)]), g.ints(1, config.n as number, 1)]);

export const concatenate: Translation = (g, { inputs, config }) =>
  g.op(
    'Concat',
    inputs.map(({ name }) => name),
    { axis: config.axis as number },
  );

export const zeroPadding: Translation = (g, { inputs: [x], config, layer: { dtype } }) => {
  const [[top, bottom], [left, right]] = config.padding as [[number, number], [number, number]];
  return g.op('Pad', [x.name, g.ints(0, top, left, 0, 0, bottom, right, 0), g.constant(0, dtype)]);
};

/** Each pixel stands in a row and a column of its own, which are repeated. */
export const upSampling: Translation = (g, { inputs: [x], config }) => {
  const [rows, columns] = config.size as [number, number];
  const apart = g.op('Unsqueeze', [x.name, g.ints(2, 4)]);
  const repeated = g.op('Expand', [apart, g.ints(1, 1, rows, 1, columns, 1)]);
  const [, height, width, channels] = x.shape;
  const grown = (size: number | null, times: number) => (size === null ? null : size * times);
  const target = [grown(height, rows), grown(width, columns), channels];
  if (target.filter((size) => size === null).length === 0)
    return g.op('Reshape', [repeated, g.ints(0, ...(target as number[]))]);
  // The sizes of an open image are those of the run.
  const factors = g.op('Mul', [g.op('Shape', [x.name]), g.ints(1, rows, columns, 1)]);
  return g.op('Reshape', [repeated, factors]);
};
