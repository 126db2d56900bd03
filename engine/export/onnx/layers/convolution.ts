/** Convolutions. The weights stay as Keras has them; a reader folds the transposes in once, when it loads. */
import { demandWeight, type Site, type Translation, weightOf } from '../translation';
import type { GraphBuilder } from '../graphBuilder';
import { activate } from './activations';
import { channelsFirst, channelsLast, paddingOf, reachOf } from './window';

interface WindowConfig {
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly dilation_rate: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
}

/** Conv1D and Conv2D: `kernel` `[…, c / groups, filters]`. */
export const convolution: Translation = (g, site) => {
  const rank = site.inputs[0].shape.length;
  const spatial = Array.from({ length: rank - 2 }, (_, i) => i);
  const kernel = g.transpose(demandWeight(g, site, 'kernel'), [rank - 1, rank - 2, ...spatial]);
  return convolve(g, site, kernel, site.config.groups as number);
};

/** Every channel is a group: `kernel` `[h, w, c, m]` → `[c · m, 1, h, w]`. */
export const depthwiseConvolution: Translation = (g, site) => {
  const { kernel_size: sizes, depth_multiplier: multiplier } = site.config as never as WindowConfig & {
    depth_multiplier: number;
  };
  const channels = site.inputs[0].shape.at(-1)!;
  const kernel = g.transpose(demandWeight(g, site, 'kernel'), [2, 3, 0, 1]);
  const shape = g.ints(channels * multiplier, 1, ...sizes);
  return convolve(g, site, g.op('Reshape', [kernel, shape]), channels);
};

/** The other way round: `kernel` `[h, w, filters, c]` → `[c, filters, h, w]`. */
export const transposedConvolution: Translation = (g, site) => {
  const [x] = site.inputs;
  const { kernel_size: sizes, strides, dilation_rate: dilations } = windowOf(site);
  const reach = reachOf(sizes, dilations);
  // Both sizes are known or neither; what is cut off or added at the end does not depend on them.
  const probe = x.shape.map((size, axis) => (axis === 0 ? null : (size ?? 16)));
  const wanted = site.layer.computeOutputShape(probe) as readonly number[];
  const excess = strides.map((stride, i) => (probe[i + 1]! - 1) * stride + reach[i] - wanted[i + 1]);
  const pads = excess.map((one) => Math.max(one, 0));
  const attributes = {
    kernel_shape: sizes,
    strides,
    dilations,
    pads: [...pads.map((one) => Math.floor(one / 2)), ...pads.map((one) => Math.ceil(one / 2))],
    output_padding: excess.map((one) => Math.max(-one, 0)),
  };
  const kernel = g.transpose(demandWeight(g, site, 'kernel'), [3, 2, 0, 1]);
  const operands = [channelsFirst(g, x.name, 4), kernel, ...biasOf(g, site)];
  return activate(g, site, channelsLast(g, g.op('ConvTranspose', operands, attributes), 4));
};

function convolve(g: GraphBuilder, site: Site, kernel: string, group: number): string {
  const [x] = site.inputs;
  const rank = x.shape.length;
  const { kernel_size: sizes, strides, dilation_rate: dilations, padding } = windowOf(site);
  const pads = paddingOf(padding, x.shape.slice(1, -1), reachOf(sizes, dilations), strides);
  const operands = [channelsFirst(g, x.name, rank), kernel, ...biasOf(g, site)];
  const y = g.op('Conv', operands, { kernel_shape: sizes, strides, dilations, group, ...pads });
  return activate(g, site, channelsLast(g, y, rank));
}

function windowOf(site: Site): WindowConfig {
  return site.config as never;
}

function biasOf(g: GraphBuilder, { layer }: Site): string[] {
  const bias = weightOf(g, layer, 'bias');
  return bias === null ? [] : [bias];
}
