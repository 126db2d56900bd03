/**
 * A model as Keras 2 wrote it, which is what TensorFlow.js reads: plain dtypes, inputs with
 * `batch_input_shape`, and the calls of a layer as lists of `[layer, call, output, options]`.
 */
import { type Config, isSerialized } from '../../keras/config';
import type { Layer } from '../../keras/layers/layer';
import { Model } from '../../keras/models/model';
import { Sequential } from '../../keras/models/sequential';
import type { Variable } from '../../tape/variable';
import { WeightsFileError } from '../weightsFile';
import {
  activationNames,
  cellKinds,
  constraintNames,
  initializerNames,
  type Kind,
  layerKinds,
  notWritten,
} from './layers';

export const FORMAT = 'tfjs';

interface Described {
  readonly class_name: string;
  readonly config: Config;
}

export interface Topology extends Described {
  /** The weights by the names under which TensorFlow.js looks for them. */
  readonly weights: ReadonlyMap<string, Variable>;
}

/** Throws `WeightsFileError` that names the layer and what TensorFlow.js lacks. */
export function topologyOf(model: Model): Topology {
  return new Writer().whole(model);
}

/** An entry in the list of layers of Keras' functional config. */
interface Entry extends Described {
  readonly name: string;
  readonly inbound_nodes: readonly { readonly args: readonly unknown[]; readonly kwargs: Config }[];
}

type History = readonly [layer: string, call: number, output: number];

class Writer {
  private readonly names = new Map<Layer, string>();
  private readonly taken = new Set<string>();
  private readonly weights = new Map<string, Variable>();

  whole(model: Model): Topology {
    if (model.outputs.length === 0) {
      throw new WeightsFileError(
        FORMAT,
        `the model ${model.name} does not know its inputs; call it once, or give it an Input`,
      );
    }
    return { ...this.model(model), weights: this.weights };
  }

  private model(model: Model): Described {
    const name = this.nameOf(model);
    if (model instanceof Sequential) return { class_name: 'Sequential', config: { name, layers: this.stack(model) } };
    const { layers, input_layers: inputs, output_layers: outputs } = model.getConfig();
    const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
    const written = (layers as readonly Entry[]).map((entry) => this.entry(entry, byName));
    // Keras counts the calls of a functional model from 1 in these two lists.
    const ends = (given: unknown) =>
      endsIn(given).map(([layer, call, output]) => {
        const found = byName.get(layer)!;
        return this.history([layer, found.className === 'Functional' ? call - 1 : call, output], byName);
      });
    const config = { name, layers: written, input_layers: ends(inputs), output_layers: ends(outputs) };
    return { class_name: 'Functional', config };
  }

  /** Behind an input layer, which Keras does not count among the layers. */
  private stack(model: Sequential): Described[] {
    const [first] = model.getConfig().layers as readonly Described[];
    return [this.input(first.config), ...model.layers.map((layer) => this.layer(layer))];
  }

  private entry(
    { name, config, class_name: className, inbound_nodes: nodes }: Entry,
    byName: ReadonlyMap<string, Layer>,
  ) {
    const layer = byName.get(name)!;
    const written = className === 'InputLayer' ? this.input(config, layer) : this.layer(layer);
    const calls = nodes.map(({ args, kwargs }) => {
      this.checkOptions(layer, kwargs);
      // Keras 2 has the states that a sequence starts from among the inputs.
      const histories = [...historiesIn(args), ...historiesIn(kwargs.initial_state)];
      return histories.map((history) => [...this.history(history, byName), {}]);
    });
    return { ...written, name: this.nameOf(layer), inbound_nodes: calls };
  }

  /** TensorFlow.js counts what a model was made from as its first call. */
  private history([name, call, output]: History, byName: ReadonlyMap<string, Layer>): History {
    const layer = byName.get(name)!;
    return [this.nameOf(layer), layer instanceof Model ? call + 1 : call, output];
  }

  private input({ batch_shape: shape, dtype, name }: Config, layer?: Layer): Described {
    const [, ...rest] = shape as readonly (number | null)[];
    if (rest.length === 0) {
      throw new WeightsFileError(
        FORMAT,
        `the input ${String(name)} is a list of numbers; TensorFlow.js takes inputs of rank 2 and above`,
      );
    }
    const own = layer === undefined ? this.unique(name as string) : this.nameOf(layer);
    const config = { batch_input_shape: [null, ...rest], dtype, sparse: false, ragged: false, name: own };
    return { class_name: 'InputLayer', config };
  }

  private layer(layer: Layer): Described {
    if (layer instanceof Model) return this.model(layer);
    const { className } = layer;
    const kind = layerKinds[className] ?? refuse(layer, notWritten[className] ?? 'TensorFlow.js has no such layer');
    const config: Config = { ...this.config(layer, kind, layer.getConfig()), name: this.nameOf(layer) };
    this.addWeights(layer, kind);
    return kind.instead?.(config, rankOf(layer)) ?? { class_name: className, config };
  }

  private config(layer: Layer, kind: Kind, config: Config): Config {
    const why = kind.refuses?.(config, rankOf(layer)) ?? null;
    if (why !== null) refuse(layer, why);
    if (config.stateful === true) refuse(layer, 'it goes on from the last call, which no other program knows');
    const entries = Object.entries(config).map(([key, value]) => [key, this.setting(layer, key, value)]);
    return Object.fromEntries(entries) as Config;
  }

  private setting(layer: Layer, key: string, value: unknown): unknown {
    if (key === 'dtype') return this.dtype(layer, value);
    if (key === 'activation' || key === 'recurrent_activation') return activation(layer, value);
    if (key.endsWith('_initializer')) return initializer(value);
    if (key.endsWith('_constraint')) return constraint(value);
    if (key === 'activity_regularizer') return null;
    if (key.endsWith('_regularizer')) return regularizer(value);
    if (key === 'cell') return this.cell(layer, value);
    // Another way of running the same steps, which TensorFlow.js does not have.
    return key === 'unroll' ? false : value;
  }

  private cell(layer: Layer, value: unknown): Described {
    const { class_name: className, config } = value as Described;
    const kind = cellKinds[className] ?? refuse(layer, `TensorFlow.js has no cell ${className}`);
    return { class_name: className, config: this.config(layer, kind, config) };
  }

  private dtype(layer: Layer, value: unknown): string {
    const name = isSerialized(value) ? (value.config.name as string) : String(value);
    return name === 'float64' ? refuse(layer, 'TensorFlow.js has no float64') : name;
  }

  private addWeights(layer: Layer, { weights: renamed }: Kind): void {
    for (const variable of layer.weights) {
      this.weights.set(`${this.nameOf(layer)}/${renamed?.[variable.name] ?? variable.name}`, variable);
    }
  }

  /** Options of a call that are set to nothing, or to what prediction is anyway. */
  private checkOptions(layer: Layer, options: Config): void {
    const said = Object.entries(options).find(
      ([key, value]) => value !== null && value !== false && value !== undefined && key !== 'initial_state',
    );
    if (said !== undefined) refuse(layer, `it is called with \`${said[0]}\`, which TensorFlow.js does not read`);
  }

  /** Its name, where the model has it once; TensorFlow.js finds weights by it, in models in models too. */
  private nameOf(layer: Layer): string {
    const known = this.names.get(layer);
    if (known !== undefined) return known;
    const name = this.unique(layer.name);
    this.names.set(layer, name);
    return name;
  }

  /** In the letters that TensorFlow.js takes. */
  private unique(name: string): string {
    const plain = name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^(?![A-Za-z0-9.])/, 'a');
    let free = plain;
    for (let n = 1; this.taken.has(free); n++) free = `${plain}_${n}`;
    this.taken.add(free);
    return free;
  }
}

/** Of what it was called on. */
function rankOf(layer: Layer): number {
  const { input } = layer;
  return (Array.isArray(input) ? input[0] : input).rank;
}

function activation(layer: Layer, value: unknown): string {
  const name = typeof value === 'string' ? activationNames[value] : undefined;
  if (name !== undefined) return name;
  return refuse(
    layer,
    typeof value === 'string' ? `TensorFlow.js has no ${value}` : "it has a function of the script's own",
  );
}

function initializer(value: unknown): Described {
  const known = isSerialized(value) ? initializerNames[value.class_name] : undefined;
  return known === undefined
    ? { class_name: 'Zeros', config: {} }
    : { class_name: known, config: (value as Described).config };
}

/** Those of Keras, as the one that TensorFlow.js has; penalties only matter to training. */
function regularizer(value: unknown): Described | null {
  if (!isSerialized(value) || !['L1', 'L2', 'L1L2'].includes(value.class_name)) return null;
  return { class_name: 'L1L2', config: { l1: 0, l2: 0, ...value.config } };
}

function constraint(value: unknown): Described | null {
  if (!isSerialized(value) || !constraintNames.includes(value.class_name)) return null;
  return { class_name: value.class_name, config: value.config };
}

/** Every symbol's place in the graph, in the order of the arguments. */
function historiesIn(value: unknown): History[] {
  if (isSerialized(value)) return [value.config.keras_history as History];
  return Array.isArray(value) ? value.flatMap(historiesIn) : [];
}

/** The same in the lists of inputs and outputs, which have them bare. */
function endsIn(value: unknown): History[] {
  if (Array.isArray(value) && typeof value[0] === 'string') return [value as unknown as History];
  return Object.values(value as object).flatMap(endsIn);
}

function refuse(layer: Layer, why: string): never {
  throw new WeightsFileError(FORMAT, `the layer ${layer.name} (${layer.className}) cannot be written: ${why}`);
}
