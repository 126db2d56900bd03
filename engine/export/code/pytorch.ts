/** A model as a script of PyTorch, with its weights beside it in a file that NumPy reads. */
import type { KerasTensor, LayerCall } from '../../keras/kerasTensor';
import type { Layer } from '../../keras/layers/layer';
import { Model } from '../../keras/models/model';
import { mapSymbols, symbolsIn } from '../../keras/structure';
import type { Variable } from '../../tape/variable';
import type { Format } from '../format';
import { quoted } from '../loading';
import { writeNpz } from '../npz';
import { WeightsFileError, type WeightsFile } from '../weightsFile';
import { callsOf, comment, literal, Namer, namedWeights, tensorsOf, tupleOf } from './python';
import { helperNeeds, type TorchHelper, torchHelpers } from './torchHelpers';
import { type Site, torchLayers, weightNamed } from './torchLayers';

export const pytorchFormat: Format = {
  id: 'pytorch',
  title: 'PyTorch code',
  purpose: 'A script that builds the model as an nn.Module, and its weights beside it; runs with PyTorch and NumPy.',
  extensions: ['py', 'npz'],
  reads: false,
  needsModel: true,
  text: true,
  write: async ({ model: make, metadata }, baseName) => {
    const model = make();
    const weights = `${baseName}.npz`;
    const script = writePytorch(model, weights, metadata);
    return [
      { name: `${baseName}.py`, bytes: new TextEncoder().encode(script) },
      { name: weights, bytes: await writeNpz(tensorsOf(namedWeights(model)), metadata) },
    ];
  },
  read: null,
  loading: ({ fileName }) => [
    { title: 'Shell', code: `python ${quoted(fileName)}` },
    {
      title: 'Python',
      code: `import runpy\n\nnet = runpy.run_path(${quoted(fileName)})["load"]()\nprint(net)`,
    },
  ],
};

/** A module of a model: its class, and what fills its weights. */
interface ModuleText {
  readonly className: string;
  readonly text: string;
  /** Parameters by their path from the module, with expressions of their values. */
  readonly weights: readonly (readonly [path: string, value: string])[];
}

/** The script. Throws `WeightsFileError` for a layer that PyTorch's modules do not compute. */
export function writePytorch(model: Model, weightsFile: string, metadata: WeightsFile['metadata'] = {}): string {
  const writer = new Writer(namedWeights(model));
  const net = writer.module(model);
  const notes = Object.entries(metadata).map(([key, value]) => `# ${comment(key)}: ${comment(value)}`);
  const fill = net.weights.map(([path, value]) =>
    value === '0' ? `        net.${path}.zero_()` : `        net.${path}.copy_(${value})`,
  );
  const example = model.inputs.map(({ shape, dtype }) => {
    const sizes = shape.map((size) => size ?? 1);
    return `torch.zeros(${tupleOf(sizes)}${dtype === 'float32' ? '' : `, dtype=torch.${dtype}`})`;
  });
  const body = fill.length === 0 ? '' : `    with torch.no_grad():\n${fill.join('\n')}\n`;
  return `"""A model from Tapedeck in PyTorch. Tensors are laid out as in Keras: channels last."""
${notes.length === 0 ? '' : `\n${notes.join('\n')}\n`}
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

${[...writer.helperTexts(), ...writer.modules].map((text) => `\n${text}\n`).join('\n')}

def load(path=Path(__file__).parent / ${literal(weightsFile)}):
    """The model with the weights of this file, turned from Keras' order of axes into PyTorch's."""
    file = np.load(path)

    def weight(name):
        return torch.from_numpy(file[name])

    net = ${net.className}()
${body}    return net.eval()


if __name__ == "__main__":
    with torch.no_grad():
        print(load()(${example.join(', ')}))
`;
}

class Writer {
  readonly modules: string[] = [];
  private readonly helpers = new Set<TorchHelper>();
  /** Classes of models beside those of the helpers. */
  private readonly classNames = new Namer(Object.keys(torchHelpers));
  private readonly known = new Map<Model, ModuleText>();

  constructor(private readonly names: ReadonlyMap<Variable, string>) {}

  helperTexts(): string[] {
    for (const helper of [...this.helpers]) for (const one of helperNeeds[helper] ?? []) this.helpers.add(one);
    return (Object.keys(torchHelpers) as TorchHelper[])
      .filter((one) => this.helpers.has(one))
      .map((one) => torchHelpers[one]);
  }

  /** Writes a class for the model, after those of the models in it. */
  module(model: Model): ModuleText {
    const known = this.known.get(model);
    if (known !== undefined) return known;
    if (model.outputs.length === 0) {
      throw new WeightsFileError('pytorch', `the model ${model.name} does not know its inputs; call it once`);
    }
    const attributes = new Namer();
    const locals = new Namer(Object.keys(torchHelpers));
    const values = new Map<KerasTensor, string>(model.inputs.map((symbol) => [symbol, locals.name(symbol.name)]));
    const parameters = model.inputs.map((symbol) => values.get(symbol)!);
    const made = new Map<Layer, string>();
    const init: string[] = [];
    const forward: string[] = [];
    const weights: [string, string][] = [];
    for (const call of callsOf(model)) {
      const { layer, outputs } = call;
      const first = !made.has(layer);
      if (first) made.set(layer, attributes.name(layer.name));
      const attribute = made.get(layer)!;
      const site = this.site(call, `self.${attribute}`, values);
      if (first) {
        const text = layer instanceof Model ? this.inner(layer) : this.make(site);
        if (text !== null) init.push(`        self.${attribute} = ${text.module}`);
        for (const [path, value] of text?.weights ?? []) weights.push([`${attribute}.${path}`, value]);
      }
      const expression = layer instanceof Model ? `${site.self}(${site.inputs.join(', ')})` : this.call(site);
      const targets = outputs.map(() => locals.name(layer.name));
      outputs.forEach((symbol, i) => values.set(symbol, targets[i]));
      forward.push(`        ${targets.join(', ')} = ${expression}`);
    }
    const className = this.classNames.name(pascal(model.name));
    const results = model.outputs.map((symbol) => values.get(symbol)!);
    const text = `class ${className}(nn.Module):
    def __init__(self):
        super().__init__()
${init.map((line) => `${line}\n`).join('')}
    def forward(self, ${parameters.join(', ')}):
${forward.map((line) => `${line}\n`).join('')}        return ${results.join(', ')}`;
    const written = { className, text, weights };
    this.modules.push(text);
    this.known.set(model, written);
    return written;
  }

  private inner(model: Model) {
    const { className, weights } = this.module(model);
    return { module: `${className}()`, weights };
  }

  private make(site: Site) {
    const made = this.entry(site).make?.(site, (name) => {
      const variable = weightNamed(site.layer, name);
      const key = variable && this.names.get(variable);
      if (key === undefined) return site.refuse(`it has no weight ${name} yet: call the model once`);
      return `weight(${literal(key)})`;
    });
    return made === undefined ? null : { module: made.module, weights: Object.entries(made.weights) };
  }

  private call(site: Site): string {
    return this.entry(site).call(site);
  }

  private entry({ layer, refuse }: Site) {
    return torchLayers[layer.className] ?? refuse('there is no writer for this kind of layer');
  }

  /** A call with its inputs as expressions, in the dtype that the layer takes. */
  private site(call: LayerCall, self: string, values: ReadonlyMap<KerasTensor, string>): Site {
    const { layer } = call;
    const refuse = (why: string): never => {
      throw new WeightsFileError(
        'pytorch',
        `the layer ${layer.name} (${layer.className}) cannot be written in PyTorch: ${why}`,
      );
    };
    if (layer.dtype === 'float64') refuse('it computes in float64, the script in float32');
    const symbols = symbolsIn(call.inputs);
    const options = mapSymbols(call.options, (symbol) => values.get(symbol)) as Record<string, unknown>;
    const said = Object.entries(options).filter(([key, value]) => {
      return value !== null && value !== undefined && !(key === 'training' && value === false);
    });
    const allow = (...names: string[]) => {
      const other = said.find(([key]) => !names.includes(key));
      if (other !== undefined) refuse(`it is called with \`${other[0]}\``);
    };
    if (torchLayers[layer.className]?.takesOptions !== true) allow();
    const inputs = symbols.map((symbol) => {
      const whole = symbol.dtype === 'int32' || symbol.dtype === 'bool';
      const kept = layer instanceof Model || layer.keepsIntegers || layer.className === 'Embedding';
      return whole && !kept ? `${values.get(symbol)!}.float()` : values.get(symbol)!;
    });
    const shapes = symbols.map(({ shape }) => shape);
    const config = layer instanceof Model ? {} : layer.getConfig();
    return { layer, config, self, inputs, shapes, options, use: (one) => this.take(one), allow, refuse };
  }

  private take(helper: TorchHelper): TorchHelper {
    this.helpers.add(helper);
    return helper;
  }
}

/** `sequential_1` → `Sequential1`. */
function pascal(name: string): string {
  return name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
