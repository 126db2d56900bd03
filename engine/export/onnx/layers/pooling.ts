import { maskOf } from '../masks';
import { allowOptions, type Translation } from '../translation';
import { channelsFirst, channelsLast, DIGITS, paddingOf } from './window';

export const maxPooling: Translation = (g, site) => pool('MaxPool')(g, site);

/** Padding does not count in the mean. */
export const averagePooling: Translation = (g, site) => pool('AveragePool')(g, site);

/** One number a channel; the mean leaves masked steps out. */
export const globalAveragePooling: Translation = (g, site) => {
  allowOptions(site, 'mask');
  const [x] = site.inputs;
  const over = { axes: DIGITS.slice(1, x.shape.length - 1), keepdims: Number(site.config.keepdims) };
  const mask = site.layer.supportsMasking ? maskOf(g, site) : null;
  if (mask === null) return g.op('ReduceMean', [x.name], over);
  const dtype = site.layer.dtype;
  const seen = g.op('Unsqueeze', [mask, g.ints(2)]);
  const kept = g.op('Where', [seen, x.name, g.constant(0, dtype)]);
  const axis = g.ints(1);
  const sum = (of: string) => g.op('ReduceSum', [of, axis], { keepdims: over.keepdims });
  return g.op('Div', [sum(kept), sum(g.cast(seen, 'bool', dtype))]);
};

export const globalMaxPooling: Translation = (g, { inputs: [x], config }) =>
  g.op('ReduceMax', [x.name], {
    axes: DIGITS.slice(1, x.shape.length - 1),
    keepdims: Number(config.keepdims),
  });

function pool(type: string): Translation {
  return (g, { inputs: [x], config }) => {
    const { pool_size: size, strides, padding } = config as Record<string, readonly number[]>;
    const rank = x.shape.length;
    const pads = paddingOf(padding, x.shape.slice(1, -1), size, strides);
    const y = g.op(type, [channelsFirst(g, x.name, rank)], { kernel_shape: size, strides, ...pads });
    return channelsLast(g, y, rank);
  };
}
