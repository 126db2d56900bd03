/**
 * A model as Keras 2 wrote it, which is what TensorFlow.js reads: plain dtypes, inputs with
 * `batch_input_shape`, and the calls of a layer as lists of `[layer, call, output, options]`.
 */
import { type Config, isSerialized } from '../../keras/config';
import type { Layer } from '../../keras/layers/layer';
import { Model } from '../../keras/models/model';
import { Sequential } from '../../keras/models/sequential';
import type { KerasTensor } from '../../keras/kerasTensor';
import type { DType, TypedArray } from '../../tensor/dtype';
import type { Variable } from '../../tape/variable';
import { WeightsFileError } from '../weightsFile';
import { type Block, takeBlock } from './block';
import { Masks } from './masks';
import { type Compose, composedActivations, Composition, type Step } from './composed';
import {
  activationNames,
  cellKinds,
  constraintNames,
  initializerNames,
  type Kind,
  layerKinds,
  maskable,
  notWritten,
} from './layers';

export const FORMAT = 'tfjs';

interface Described {
  readonly class_name: string;
  readonly config: Config;
}

export interface Topology extends Described {
  /** The weights by the names under which TensorFlow.js looks for them. */
  readonly weights: ReadonlyMap<string, Written>;
}

/** Numbers as they stand in the file: those of a variable, or a part of them. */
export interface Written {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly variable: Variable;
  /** Which part of the variable it is; null for all of it. */
  readonly block: Block | null;
  readonly numbers: () => TypedArray;
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
  private readonly weights = new Map<string, Written>();
  /** Layers that are models of several layers here. */
  private readonly composed = new Map<Layer, Described>();
  private masks: Masks | null = null;

  whole(model: Model): Topology {
    if (model.outputs.length === 0) {
      throw new WeightsFileError(
        FORMAT,
        `the model ${model.name} does not know its inputs; call it once, or give it an Input`,
      );
    }
    this.masks = new Masks(model);
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
    return [this.nameOf(layer), layer instanceof Model || this.composed.has(layer) ? call + 1 : call, output];
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
    const composition = this.composition(layer, kind);
    if (this.masks!.reach(layer) && (composition !== null || !maskable.has(className))) {
      refuse(layer, 'steps are masked before it, and TensorFlow.js has it without masks');
    }
    if (composition !== null) return this.compose(layer, kind, composition);
    const config: Config = { ...this.config(layer, kind, layer.getConfig()), name: this.nameOf(layer) };
    this.addWeights(layer, kind, this.nameOf(layer));
    return kind.instead?.(config, rankOf(layer)) ?? { class_name: className, config };
  }

  /** The layers that stand for one that TensorFlow.js lacks, or lacks the activation of; null where it has it. */
  private composition(layer: Layer, kind: Kind): Composition | null {
    const config = layer.getConfig();
    const why = kind.refuses?.(config, rankOf(layer)) ?? null;
    if (why !== null) refuse(layer, why);
    const after = isRecurrent(config) ? undefined : composedActivations[String(config.activation)];
    const base = kind.composed?.(config, rankOf(layer)) ?? null;
    if (base === null && after === undefined) return null;
    const composition = new Composition(inputsOf(layer).map(({ shape }) => shape));
    const own: Compose = (c, given) => (layer.className === 'Activation' ? 0 : c.own(given, c.inputs));
    const x = (base ?? own)(composition, after === undefined ? config : { ...config, activation: 'linear' });
    after?.(composition, x);
    return composition;
  }

  /** A model in the model, called as the layer is. */
  private compose(layer: Layer, kind: Kind, { steps }: Composition): Described {
    const known = this.composed.get(layer);
    if (known !== undefined) return known;
    const ownName = this.unique(layer.name);
    const name = this.unique(`${layer.name}_composed`);
    this.names.set(layer, name);
    const inputs = inputsOf(layer).map(({ shape, dtype }, i) => {
      const { class_name: className, config } = this.input({ batch_shape: shape, dtype, name: `${name}_x${i}` });
      return { class_name: className, config, name: config.name as string, inbound_nodes: [] };
    });
    const ends = inputs.map((one) => one.name);
    const written = steps.map((step) => {
      const entry = this.step(layer, kind, step, step.className === null ? ownName : null);
      const calls = [step.inputs.map((from) => [ends[from], 0, 0, {}])];
      ends.push(entry.config.name as string);
      return { ...entry, name: entry.config.name as string, inbound_nodes: calls };
    });
    const described = {
      class_name: 'Functional',
      config: {
        name,
        layers: [...inputs, ...written],
        input_layers: inputs.map((one) => [one.name, 0, 0]),
        output_layers: [[ends.at(-1)!, 0, 0]],
      },
    };
    this.composed.set(layer, described);
    return described;
  }

  private step(layer: Layer, kind: Kind, step: Step, ownName: string | null): Described {
    if (ownName !== null) {
      this.addWeights(layer, kind, ownName);
      return { class_name: layer.className, config: { ...this.config(layer, kind, step.config), name: ownName } };
    }
    const name = this.unique(`${layer.name}_${step.className!.toLowerCase()}`);
    for (const part of step.weights) {
      const variable = layer.weights[part.of];
      const { shape, block } = part;
      const numbers = () => takeBlock(variable.value.dataSync(), block);
      this.weights.set(`${name}/${part.name}`, { shape, dtype: variable.dtype, variable, block, numbers });
    }
    return { class_name: step.className!, config: { ...step.config, name } };
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

  private addWeights(layer: Layer, { weights: renamed }: Kind, name: string): void {
    for (const variable of layer.weights) {
      const { shape, dtype } = variable;
      const numbers = () => variable.value.dataSync();
      this.weights.set(`${name}/${renamed?.[variable.name] ?? variable.name}`, {
        shape,
        dtype,
        variable,
        block: null,
        numbers,
      });
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
  return inputsOf(layer)[0].rank;
}

/** Its functions are inside of the step, where no other layer can stand. */
function isRecurrent(config: Config): boolean {
  return 'recurrent_initializer' in config;
}

function inputsOf({ input }: Layer): readonly KerasTensor[] {
  return [input].flat() as KerasTensor[];
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
