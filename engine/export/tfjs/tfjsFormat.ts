import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { Model } from '../../keras/models/model';
import type { Variable } from '../../tape/variable';
import { withBackend } from '../../tensor/activeBackend';
import { sameShape } from '../../tensor/shape';
import type { Format } from '../format';
import { quoted } from '../loading';
import { type NamedTensor, type WeightsFile, WeightsFileError } from '../weightsFile';
import { putBlock } from './block';
import { readTfjs } from './read';
import { topologyOf, type Written } from './topology';
import { writeTfjs } from './write';

export const tfjsFormat: Format = {
  id: 'tfjs',
  title: 'TensorFlow.js',
  purpose: 'The whole model for a web page, to predict with or to train on: a .json, and a .bin beside it.',
  extensions: ['json', 'zip'],
  reads: true,
  needsModel: true,
  text: true,
  write: async ({ model, metadata }, baseName) => withBackend(cpuBackend, () => writeTfjs(model(), baseName, metadata)),
  read: readTfjs,
  namesIn: tfjsNames,
  joined: withWholeWeights,
  // JSON, or an archive with it.
  recognizes: (file) => file[0] === 0x7b || (file[0] === 0x50 && file[1] === 0x4b),
  loading: ({ fileName }) => [
    {
      title: 'JavaScript',
      code: `import * as tf from '@tensorflow/tfjs';

// Both files in one folder of the page's.
const model = await tf.loadLayersModel(${quoted(fileName)});
model.summary();`,
    },
  ],
};

/**
 * What the model's weights are called in the file. TensorFlow 2 has a cell's name in the middle
 * (`lstm/lstm_cell/kernel`), which TensorFlow.js passes over, and so do we.
 */
function tfjsNames(model: Model, { tensors }: WeightsFile): string[] {
  const names = namesOf(model);
  const byShortName = new Map(tensors.map(({ name }) => [withoutCell(name), name]));
  const present = new Set(tensors.map(({ name }) => name));
  return names.map((name) => (present.has(name) ? name : (byShortName.get(name) ?? name)));
}

/** The heads of an attention layer are layers of their own in the file; where all of them are there, they become one. */
function withWholeWeights(model: Model, file: WeightsFile): WeightsFile {
  const inFile = new Map(file.tensors.map((tensor) => [tensor.name, tensor]));
  const wholes = new Map<string, NamedTensor>();
  const parts = new Set<string>();
  for (const [variable, blocks] of blocksOf(model)) {
    const fits = blocks.every(([name, { shape, dtype }]) => {
      const found = inFile.get(name);
      return found !== undefined && found.dtype === dtype && sameShape(found.shape, shape);
    });
    if (!fits || inFile.has(variable.path)) continue;
    const data = new Float32Array(variable.shape.reduce((product, size) => product * size, 1));
    for (const [name, { block }] of blocks) putBlock(data, block!, inFile.get(name)!.data);
    // It stands where the first of them stood.
    wholes.set(blocks[0][0], { name: variable.path, dtype: variable.dtype, shape: variable.shape, data });
    for (const [name] of blocks) parts.add(name);
  }
  const tensors = file.tensors.flatMap((tensor) => wholes.get(tensor.name) ?? (parts.has(tensor.name) ? [] : tensor));
  return { ...file, tensors };
}

/** The parts of each weight that the file has in parts. */
function blocksOf(model: Model): ReadonlyMap<Variable, readonly (readonly [name: string, part: Written])[]> {
  const blocks = new Map<Variable, (readonly [string, Written])[]>();
  for (const [name, written] of writtenWeights(model)) {
    if (written.block === null) continue;
    const { variable } = written;
    blocks.set(variable, [...(blocks.get(variable) ?? []), [name, written]]);
  }
  return blocks;
}

function namesOf(model: Model): string[] {
  const whole = [...writtenWeights(model)].filter(([, { block }]) => block === null);
  const names = new Map(whole.map(([name, { variable }]) => [variable, name]));
  return model.weights.map((variable) => names.get(variable) ?? variable.path);
}

/** None for a model that TensorFlow.js cannot have, held against a file of another. */
function writtenWeights(model: Model): ReadonlyMap<string, Written> {
  try {
    return topologyOf(model).weights;
  } catch (error) {
    if (error instanceof WeightsFileError) return new Map();
    throw error;
  }
}

function withoutCell(name: string): string {
  const parts = name.split('/');
  return [...parts.slice(0, -2), parts.at(-1)].join('/');
}
