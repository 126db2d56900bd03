/**
 * Recurrent layers: as ONNX' own RNN, LSTM and GRU where those can say it, otherwise as a loop over the
 * steps (`Scan`) with the cell composed inside.
 */
import type { Layer } from '../../../keras/layers/layer';
import type { RNN } from '../../../keras/layers/rnn';
import type { GraphBuilder } from '../graphBuilder';
import { literal, type OnnxDType } from '../schema';
import {
  allowOptions,
  demandWeight,
  operand,
  refuseLayer,
  type Site,
  type Translation,
  weightOf,
} from '../translation';
import { maskOf } from '../masks';
import { cellSite, cellSteps } from './cells';

export const recurrent: Translation = (g, site) => {
  allowOptions(site, 'mask', 'initialState');
  const { cell } = site.layer as RNN;
  if (cellSteps[cell.className] === undefined) refuseLayer(site, `its cell is a ${cell.className}`);
  if (site.config.stateful === true) refuseLayer(site, 'it goes on from the last call, and a graph has no memory');
  const inner = cellSite(cell);
  const mask = maskOf(g, site);
  const initial = initialStates(g, site);
  const operator = mask === null ? operatorOf(inner) : null;
  const run = { g, site, cell: inner, initial };
  const { outputs, last, states } = operator === null ? loop(run, mask) : native(run, operator);
  const output = site.config.return_sequences === true ? outputs() : last();
  return site.config.return_state === true ? [output, ...states()] : output;
};

interface Run {
  readonly g: GraphBuilder;
  readonly site: Site;
  readonly cell: Site;
  /** None: they start from zeros. */
  readonly initial: readonly string[] | null;
}

/** What was run; asked for only where somebody wants it. */
interface Ran {
  readonly outputs: () => string;
  readonly last: () => string;
  readonly states: () => string[];
}

interface Operator {
  readonly type: 'RNN' | 'LSTM' | 'GRU';
  /** Keras' gates in ONNX' order. */
  readonly order: readonly number[];
  readonly activations: readonly string[];
  readonly attributes: Readonly<Record<string, number>>;
}

/** Functions that ONNX' recurrent operators know and that take no number of their own. */
const KNOWN: Readonly<Record<string, string>> = { tanh: 'Tanh', sigmoid: 'Sigmoid', relu: 'Relu' };

/** Null where no operator computes this cell. */
function operatorOf({ layer, config }: Site): Operator | null {
  const known = (key: string) => KNOWN[config[key] as string];
  const [activation, gate] = [known('activation'), known('recurrent_activation')];
  if (activation === undefined || layer.dtype !== 'float32') return null;
  if (layer.className === 'SimpleRNNCell') {
    return { type: 'RNN', order: [0], activations: [activation], attributes: {} };
  }
  if (gate === undefined) return null;
  if (layer.className === 'LSTMCell') {
    // i, f, c̃, o → i, o, f, c̃
    return { type: 'LSTM', order: [0, 3, 1, 2], activations: [gate, activation, activation], attributes: {} };
  }
  const attributes = { linear_before_reset: Number(config.reset_after) };
  return { type: 'GRU', order: [0, 1, 2], activations: [gate, activation], attributes };
}

/** ONNX has steps first, and a leading axis of directions, here one. */
function native({ g, site, cell, initial }: Run, { type, order, activations, attributes }: Operator): Ran {
  const units = cell.config.units as number;
  const direction = g.ints(0);
  const weight = (name: string) => {
    const turned = g.transpose(gatesInOrder(g, demandWeight(g, cell, name), order), [1, 0]);
    return g.op('Unsqueeze', [turned, direction]);
  };
  const inputs = [
    stepsFirst(g, site),
    weight('kernel'),
    weight('recurrent_kernel'),
    biasOf(g, cell, order) ?? '',
    '',
    ...(initial ?? []).map((state) => g.op('Unsqueeze', [state, direction])),
  ];
  while (inputs.at(-1) === '') inputs.pop();
  const options = { hidden_size: units, activations: { strings: activations }, ...attributes };
  const [y, ...states] = g.ops(type, inputs, options, type === 'LSTM' ? 3 : 2);
  const squeezed = (state: string) => g.op('Squeeze', [state, direction]);
  return {
    outputs: () => g.transpose(g.op('Squeeze', [y, g.ints(1)]), [1, 0, 2]),
    last: () => squeezed(states[0]),
    states: () => states.map(squeezed),
  };
}

/** `[b, steps, n]` → `[steps, b, n]`, the last step first where the layer goes backwards. */
function stepsFirst(g: GraphBuilder, { inputs: [x], config }: Site): string {
  const turned = g.transpose(x.name, [1, 0, 2]);
  if (config.go_backwards !== true) return turned;
  return g.op('Slice', [turned, g.ints(-1), g.ints(-(2 ** 31)), g.ints(0), g.ints(-1)]);
}

function gatesInOrder(g: GraphBuilder, weight: string, order: readonly number[], axis = 1): string {
  if (order.every((gate, i) => gate === i)) return weight;
  const gates = g.ops('Split', [weight], { axis }, order.length);
  return g.op(
    'Concat',
    order.map((gate) => gates[gate]),
    { axis },
  );
}

/** ONNX has a bias of the input and one of the state, one behind the other; Keras has both only in a GRU that resets after. */
function biasOf(g: GraphBuilder, cell: Site, order: readonly number[]): string | null {
  const bias = weightOf(g, cell.layer, 'bias');
  if (bias === null) return null;
  if (cell.config.reset_after === true) return g.op('Reshape', [bias, g.ints(1, -1)]);
  const zeros = Array<number>(order.length * (cell.config.units as number)).fill(0);
  const both = [gatesInOrder(g, bias, order, 0), g.constant(zeros, cell.layer.dtype)];
  return g.op('Unsqueeze', [g.op('Concat', both, { axis: 0 }), g.ints(0)]);
}

/**
 * A loop over axis 1 that carries the states, and behind a mask also the output, which stays at a masked
 * step (or is 0 there). Outputs come in the order in which they were made, as in Keras.
 */
function loop({ g, site, cell, initial }: Run, mask: string | null): Ran {
  const { dtype } = cell.layer;
  const zeros = zeroState(g, site, cell);
  const count = (site.layer as RNN).cell.states;
  const start = initial ?? Array<string>(count).fill(zeros);
  const carried = mask === null ? start : [...start, zeros];
  const names = carried.map((_, i) => [`state_${i}`, dtype] as const);
  const scanned: (readonly [string, OnnxDType])[] = [
    ['x', dtype],
    ...(mask === null ? [] : [['mask', 'bool'] as const]),
  ];
  const body = g.body('step', [...names, ...scanned], (inner, given) => {
    const states = given.slice(0, count);
    const next = cellSteps[cell.layer.className](inner, cell, given[carried.length], states);
    if (mask === null) return [...next, next[0]].map((one) => [one, dtype] as const);
    const seen = inner.op('Unsqueeze', [given[carried.length + 1], inner.ints(1)]);
    const kept = next.map((one, i) => inner.op('Where', [seen, one, states[i]]));
    const otherwise = site.config.zero_output_for_mask === true ? inner.constant(0, dtype) : given[count];
    const output = inner.op('Where', [seen, next[0], otherwise]);
    return [...kept, output, output].map((one) => [one, dtype] as const);
  });
  const sequences = [site.inputs[0].name, ...(mask === null ? [] : [mask])];
  const backwards = Number(site.config.go_backwards === true);
  const ran = g.ops(
    'Scan',
    [...carried, ...sequences],
    {
      body: { graph: body },
      num_scan_inputs: sequences.length,
      scan_input_axes: sequences.map(() => 1),
      scan_input_directions: sequences.map(() => backwards),
      scan_output_axes: [1],
    },
    carried.length + 1,
  );
  return {
    outputs: () => ran[carried.length],
    last: () => ran[mask === null ? 0 : count],
    states: () => ran.slice(0, count),
  };
}

/** `[b, units]`. */
function zeroState(g: GraphBuilder, { inputs: [x] }: Site, { layer, config }: Site): string {
  const batch = g.op('Shape', [x.name], { start: 0, end: 1 });
  const shape = g.op('Concat', [batch, g.ints(config.units as number)], { axis: 0 });
  return g.op('ConstantOfShape', [shape], { value: { tensor: literal([0], layer.dtype) } });
}

/** From the call's `initialState`: a state, or a list of them. */
function initialStates(g: GraphBuilder, { options, layer }: Site): string[] | null {
  const given = options.initialState;
  if (given === null || given === undefined) return null;
  const single = (layer as RNN).cell.states === 1 && !Array.isArray(given);
  const list = single ? [given] : (given as readonly unknown[]);
  return list.map((one) => stateOf(g, one, layer));
}

function stateOf(g: GraphBuilder, given: unknown, { dtype }: Layer): string {
  const state = operand(g, given)!;
  return g.cast(state.name, state.dtype, dtype);
}
