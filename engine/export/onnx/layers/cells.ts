/** One step of a recurrent layer, composed of plain operators; the first state is the output. */
import type { Config } from '../../../keras/config';
import type { Layer } from '../../../keras/layers/layer';
import type { GraphBuilder } from '../graphBuilder';
import { demandWeight, type Site, type Translation, weightOf } from '../translation';
import { activate } from './activations';

type Step = (g: GraphBuilder, cell: Site, x: string, states: readonly string[]) => string[];

/** h ← tanh(x · kernel + bias + h · recurrent kernel). */
const simple: Step = (g, cell, x, [h]) => [
  activate(g, cell, g.op('Add', [fed(g, cell, x), g.op('MatMul', [h, demandWeight(g, cell, 'recurrent_kernel')])])),
];

/** c ← f c + i c̃, h ← o tanh(c), gates in the order i, f, c̃, o. */
const lstm: Step = (g, cell, x, [h, c]) => {
  const z = g.op('Add', [fed(g, cell, x), g.op('MatMul', [h, demandWeight(g, cell, 'recurrent_kernel')])]);
  const [i, f, candidate, o] = g.ops('Split', [z], { axis: 1 }, 4);
  const kept = g.op('Mul', [gate(g, cell, f), c]);
  const next = g.op('Add', [kept, g.op('Mul', [gate(g, cell, i), activate(g, cell, candidate)])]);
  return [g.op('Mul', [gate(g, cell, o), activate(g, cell, next)]), next];
};

/** h ← z h + (1 − z) h̃, gates in the order z, r, h̃. */
const gru: Step = (g, cell, x, [h]) => {
  const recurrent = demandWeight(g, cell, 'recurrent_kernel');
  const bias = weightOf(g, cell.layer, 'bias');
  const units = cell.config.units as number;
  const project = (of: string, kernel: string, row: number | null) => {
    const product = g.op('MatMul', [of, kernel]);
    if (bias === null) return product;
    return g.op('Add', [product, row === null ? bias : g.op('Gather', [bias, g.constant(row, 'int64')], { axis: 0 })]);
  };
  const after = cell.config.reset_after === true;
  const kernel = demandWeight(g, cell, 'kernel');
  const [xz, xr, xh] = g.ops('Split', [project(x, kernel, after ? 0 : null)], { axis: 1 }, 3);
  const add = (a: string, b: string) => g.op('Add', [a, b]);
  const mul = (a: string, b: string) => g.op('Mul', [a, b]);
  const mix = (z: string, candidate: string) =>
    add(mul(z, h), mul(g.op('Sub', [g.constant(1, cell.layer.dtype), z]), candidate));
  if (after) {
    const [hz, hr, hh] = g.ops('Split', [project(h, recurrent, 1)], { axis: 1 }, 3);
    const z = gate(g, cell, add(xz, hz));
    const r = gate(g, cell, add(xr, hr));
    return [mix(z, activate(g, cell, add(xh, mul(r, hh))))];
  }
  const [gates, candidate] = g.ops('Split', [recurrent, g.ints(2 * units, units)], { axis: 1 }, 2);
  const [hz, hr] = g.ops('Split', [g.op('MatMul', [h, gates])], { axis: 1 }, 2);
  const z = gate(g, cell, add(xz, hz));
  const r = gate(g, cell, add(xr, hr));
  return [mix(z, activate(g, cell, add(xh, g.op('MatMul', [mul(r, h), candidate]))))];
};

/** By the classes of the cells. */
export const cellSteps: Readonly<Record<string, Step>> = { SimpleRNNCell: simple, LSTMCell: lstm, GRUCell: gru };

/** A cell that is called as a layer: `[x, ...states]` → the next states. */
export const cell: Translation = (g, site) => {
  const [x, ...states] = site.inputs.map(({ name }) => name);
  return cellSteps[site.layer.className](g, site, x, states);
};

/** A cell inside another layer. */
export function cellSite(layer: Layer): Site {
  const config: Config = layer.getConfig();
  return { layer, config, inputs: [], options: {} };
}

/** `x · kernel + bias`. */
function fed(g: GraphBuilder, site: Site, x: string): string {
  const product = g.op('MatMul', [x, demandWeight(g, site, 'kernel')]);
  const bias = weightOf(g, site.layer, 'bias');
  return bias === null ? product : g.op('Add', [product, bias]);
}

function gate(g: GraphBuilder, site: Site, x: string): string {
  return activate(g, site, x, 'recurrent_activation');
}
