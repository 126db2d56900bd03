/**
 * A model's graph as Keras writes it: the layers, and with each of them its calls, whose symbols
 * are named by layer, number of the call and number of the output.
 * Source: `keras/src/models/functional.py`.
 */
import { ValueError } from '../../tensor/errors';
import { type Config, isSerialized, optionsOf, type Serialized } from '../config';
import { KerasTensor, type LayerCall } from '../kerasTensor';
import type { Layer, SymbolicInput } from '../layers/layer';
import { deserialize, serialize } from '../layers/serialize';
import { snakeCase } from '../names';
import { isRecord } from '../structure';
import type { Graph } from './graph';
import { isInputCall } from './graph';
import type { Symbols } from './model';

type History = readonly [layer: string, call: number, output: number];

interface LayerEntry extends Serialized {
  readonly name: string;
  readonly inbound_nodes: readonly { readonly args: readonly unknown[]; readonly kwargs: Config }[];
}

export function modelToConfig(
  name: string,
  trainable: boolean,
  graph: Graph,
  inputs: Symbols,
  outputs: Symbols,
): Config {
  const inGraph = new Set(graph.calls);
  const callsOf = (layer: Layer) => layer._inboundCalls.filter((call) => inGraph.has(call));
  const historyOf = (symbol: KerasTensor): History => {
    const { call, index } = symbol._history!;
    return [call.layer.name, callsOf(call.layer).indexOf(call), index];
  };
  const symbolConfig = (symbol: KerasTensor) => ({
    class_name: '__keras_tensor__',
    config: { shape: symbol.shape, dtype: symbol.dtype, keras_history: historyOf(symbol) },
  });
  const nodeOf = ({ layer, inputs: given, options }: LayerCall) => {
    const args = layer.takesArguments ? (given as readonly unknown[]) : [given];
    const kwargs = Object.entries(options).filter(([, value]) => value !== undefined);
    return {
      args: mapLeaves(args, symbolConfig),
      kwargs: Object.fromEntries(kwargs.map(([key, value]) => [snakeCase(key), mapLeaves(value, symbolConfig)])),
    };
  };
  const layers = graph.layers.map((layer) => ({
    ...serialize(layer),
    name: layer.name,
    inbound_nodes: callsOf(layer)
      .filter((call) => !isInputCall(call))
      .map(nodeOf),
  }));
  // Keras counts the calls of a functional model from 1 in these two lists.
  const ends = (symbols: Symbols) =>
    mapLeaves(symbols, (symbol) => {
      const [layer, call, output] = historyOf(symbol);
      return [layer, symbol._history!.call.layer.className === 'Functional' ? call + 1 : call, output];
    });
  return { name, trainable, layers, input_layers: ends(inputs), output_layers: ends(outputs) };
}

/** What a model is made of, with new layers. Throws `ValueError` for a graph with loops or loose ends. */
export function modelFromConfig(config: Config): {
  name: string;
  trainable?: boolean;
  inputs: Symbols;
  outputs: Symbols;
} {
  const entries = config.layers as readonly LayerEntry[];
  const layers = new Map(entries.map((entry) => [entry.name, deserialize(entry)]));
  const offsets = new Map([...layers].map(([name, layer]) => [name, isInput(layer) ? 0 : layer._inboundCalls.length]));
  const symbolAt = ([name, call, output]: History): KerasTensor | undefined => {
    const layer = layers.get(name);
    return layer?._inboundCalls[call + offsets.get(name)!]?.outputs[output];
  };
  let waiting = entries.flatMap(({ name, inbound_nodes: nodes }) => nodes.map((node) => ({ name, node })));
  while (waiting.length > 0) {
    const blocked = new Set<string>();
    const left = waiting.filter(({ name, node }) => {
      // The calls of a layer come in their order: others name them by it.
      if (!blocked.has(name) && makeCall(layers.get(name)!, node, symbolAt)) return false;
      blocked.add(name);
      return true;
    });
    if (left.length === waiting.length) {
      throw new ValueError(
        `Invalid Functional model configuration. The graph of the Functional model either has loops or disconnected nodes. The following nodes failed to be resolved: ${[...blocked].join(', ')}`,
      );
    }
    waiting = left;
  }
  const ends = (given: unknown): Symbols => {
    if (!isHistory(given)) return mapStructure(given, ends) as Symbols;
    const [name, call, output] = given;
    const found = symbolAt([name, layers.get(name)?.className === 'Functional' ? call - 1 : call, output]);
    if (found === undefined) throw new ValueError(`Invalid Functional model configuration. Missing node: ${name}`);
    return found;
  };
  return {
    name: config.name as string,
    trainable: config.trainable as boolean | undefined,
    inputs: ends(config.input_layers),
    outputs: ends(config.output_layers),
  };
}

/** Calls a layer as a node of the config says; false where a symbol does not exist yet. */
function makeCall(
  layer: Layer,
  { args, kwargs }: LayerEntry['inbound_nodes'][number],
  symbolAt: (history: History) => KerasTensor | undefined,
): boolean {
  let complete = true;
  const read = (value: unknown): unknown => {
    if (!isSerialized(value) || value.class_name !== '__keras_tensor__') return mapStructure(value, read);
    const symbol = symbolAt(value.config.keras_history as History);
    complete &&= symbol !== undefined;
    return symbol;
  };
  const inputs = args.map(read);
  const options = read(kwargs) as Config;
  if (!complete) return false;
  layer.call((inputs.length === 1 ? inputs[0] : inputs) as SymbolicInput, optionsOf(options, layer.name));
  return true;
}

function isInput(layer: Layer): boolean {
  return layer.className === 'InputLayer';
}

function isHistory(value: unknown): value is History {
  return Array.isArray(value) && value.length === 3 && typeof value[0] === 'string';
}

function mapLeaves(value: unknown, map: (symbol: KerasTensor) => unknown): unknown {
  return value instanceof KerasTensor ? map(value) : mapStructure(value, (one) => mapLeaves(one, map));
}

function mapStructure(value: unknown, map: (one: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, map(one)]));
}
