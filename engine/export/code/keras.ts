/** A model as a script of Keras 3, with its weights beside it in Keras' own file. */
import { type Config, isSerialized, type Serialized } from '../../keras/config';
import type { KerasTensor } from '../../keras/kerasTensor';
import type { Layer } from '../../keras/layers/layer';
import { Cell } from '../../keras/layers/rnnCell';
import { deserialize, serialize } from '../../keras/layers/serialize';
import { Model } from '../../keras/models/model';
import { Sequential } from '../../keras/models/sequential';
import { snakeCase } from '../../keras/names';
import { mapSymbols } from '../../keras/structure';
import type { Format } from '../format';
import { writeH5 } from '../h5/writeH5';
import { quoted } from '../loading';
import { WeightsFileError, type WeightsFile } from '../weightsFile';
import { callsOf, comment, literal, Namer, tupleOf } from './python';

export const kerasFormat: Format = {
  id: 'keras',
  title: 'Keras code',
  purpose: 'A script that builds the model in Keras 3, and its weights beside it in a .weights.h5.',
  extensions: ['py', 'h5'],
  reads: false,
  needsModel: true,
  text: true,
  write: async ({ model: make, metadata }, baseName) => {
    const model = make();
    const weights = `${baseName}.weights.h5`;
    const script = writeKeras(model, weights, metadata);
    return [
      { name: `${baseName}.py`, bytes: new TextEncoder().encode(script) },
      { name: weights, bytes: await writeH5(model, metadata) },
    ];
  },
  read: null,
  loading: ({ fileName }) => [
    {
      title: 'Python',
      code: `import runpy\n\nmodel = runpy.run_path(${quoted(fileName)})["load"]()\nmodel.summary()`,
    },
  ],
};

/** The script. Throws `WeightsFileError` for what only the script of the lesson has: functions of its own. */
export function writeKeras(model: Model, weightsFile: string, metadata: WeightsFile['metadata'] = {}): string {
  const writer = new Writer();
  const name = writer.model(model);
  const notes = Object.entries(metadata).map(([key, value]) => `# ${comment(key)}: ${comment(value)}`);
  return `"""A model from Tapedeck in Keras 3."""
${notes.length === 0 ? '' : `\n${notes.join('\n')}\n`}
from pathlib import Path

import keras
from keras import layers


def build():
${writer.lines.map((line) => `    ${line}\n`).join('')}    return ${name}


def load(path=Path(__file__).parent / ${literal(weightsFile)}):
    """The model with the weights of this file."""
    model = build()
    model.load_weights(path)
    return model


if __name__ == "__main__":
    load().summary()
`;
}

class Writer {
  readonly lines: string[] = [];
  private readonly names = new Namer(['build']);
  private readonly known = new Map<Layer, string>();

  /** Writes the lines that make a model; the variable that holds it. */
  model(model: Model): string {
    const known = this.known.get(model);
    if (known !== undefined) return known;
    if (model.outputs.length === 0) {
      throw new WeightsFileError('keras', `the model ${model.name} does not know its inputs; call it once`);
    }
    const name = model instanceof Sequential ? this.sequential(model) : this.functional(model);
    this.known.set(model, name);
    return name;
  }

  private sequential(model: Sequential): string {
    const [{ shape, dtype, name: inputName }] = model.inputs;
    const items = [
      `keras.Input(batch_shape=${tupleOf(shape)}, dtype=${literal(dtype)}, name=${literal(inputName)})`,
      ...model.layers.map((layer) => (layer instanceof Model ? this.model(layer) : made(layer))),
    ];
    const name = this.names.name(model.name);
    this.lines.push(`${name} = keras.Sequential(`, '    [');
    this.lines.push(...items.map((item) => `        ${item},`), '    ],', `    name=${literal(model.name)},`, ')');
    return name;
  }

  private functional(model: Model): string {
    const values = new Map<KerasTensor, string>();
    for (const symbol of model.inputs) {
      const { name, shape, dtype } = symbol;
      values.set(symbol, this.names.name(name));
      const given = `batch_shape=${tupleOf(shape)}, dtype=${literal(dtype)}, name=${literal(name)}`;
      this.lines.push(`${values.get(symbol)!} = keras.Input(${given})`);
    }
    for (const { layer, inputs, options, outputs } of callsOf(model)) {
      const held = layer instanceof Model ? this.model(layer) : this.layer(layer);
      const args = argumentsOf(layer, inputs);
      const said = Object.entries(options).filter(([, value]) => value !== null && value !== undefined);
      const expression = (value: unknown): string => {
        const mapped = mapSymbols(value, (symbol) => new Name(values.get(symbol)!));
        return spelled(mapped);
      };
      const given = [...args.map(expression), ...said.map(([key, value]) => `${snakeCase(key)}=${expression(value)}`)];
      const targets = outputs.map(() => this.names.name(`${layer.name}_output`));
      outputs.forEach((symbol, i) => values.set(symbol, targets[i]));
      this.lines.push(`${targets.join(', ')} = ${held}(${given.join(', ')})`);
    }
    const list = (symbols: readonly KerasTensor[]) => {
      const names = symbols.map((symbol) => values.get(symbol)!);
      return names.length === 1 ? names[0] : `[${names.join(', ')}]`;
    };
    const name = this.names.name(model.name);
    this.lines.push(
      `${name} = keras.Model(${list(model.inputs)}, ${list(model.outputs)}, name=${literal(model.name)})`,
    );
    return name;
  }

  private layer(layer: Layer): string {
    const known = this.known.get(layer);
    if (known !== undefined) return known;
    const name = this.names.name(layer.name);
    this.known.set(layer, name);
    this.lines.push(`${name} = ${made(layer)}`);
    return name;
  }
}

/** What Keras' `call` takes one by one. A cell gives its states as a list there, which is not what it gives here. */
function argumentsOf(layer: Layer, inputs: unknown): unknown[] {
  if (layer instanceof Cell) {
    throw new WeightsFileError('keras', `the layer ${layer.name} (${layer.className}) is called outside of a layer`);
  }
  return layer.takesArguments ? (inputs as unknown[]) : [inputs];
}

/** A variable of the script among values. */
class Name {
  constructor(readonly text: string) {}
}

function spelled(value: unknown): string {
  if (value instanceof Name) return value.text;
  return Array.isArray(value) ? `[${value.map(spelled).join(', ')}]` : literal(value);
}

/** The constructor with what differs from its defaults. */
function made(layer: Layer): string {
  return construct('layers', serialize(layer), layer);
}

function construct(module: string, { class_name: name, config }: Serialized, layer: Layer): string {
  const { positional } = layer.constructor as unknown as { positional: readonly string[] };
  const keys = new Set(['name', ...positional.map(snakeCase)]);
  // All of them, so that a function of the script is refused here.
  const spelledOut = Object.entries(config).map(([key, value]) => [key, argument(layer, value)] as const);
  // What is left out may have another default with what is said: strides are the size of the pool.
  for (let before = 0; before < keys.size;) {
    before = keys.size;
    const said = Object.fromEntries([...keys].map((key) => [key, config[key]]));
    const got = deserialize({ module: '', class_name: name, config: said, registered_name: null }).getConfig();
    for (const [key, value] of Object.entries(config)) {
      if (JSON.stringify(value) !== JSON.stringify(got[key])) keys.add(key);
    }
  }
  const given = spelledOut.filter(([key]) => keys.has(key));
  return `${module}.${name}(${given.map(([key, value]) => `${key}=${value}`).join(', ')})`;
}

/** A literal, or the constructor of what Keras serializes: an initializer, a regularizer, a cell. */
function argument(layer: Layer, value: unknown): string {
  if (!isSerialized(value)) return literal(value);
  const { module, class_name: name, config } = value;
  if (module === 'builtins') {
    throw new WeightsFileError(
      'keras',
      `the layer ${layer.name} (${layer.className}) has a function of the script's own: use one by its name`,
    );
  }
  if (name === 'DTypePolicy') return literal(config.name);
  const [cell] = layer.parts.keys();
  if (module === 'keras.layers' && cell !== undefined) return made(cell);
  const given = Object.entries(config as Config).map(([key, one]) => `${key}=${argument(layer, one)}`);
  return `${module}.${name}(${given.join(', ')})`;
}
