import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { Model } from '../../keras/models/model';
import { withBackend } from '../../tensor/activeBackend';
import type { Format } from '../format';
import { quoted } from '../loading';
import { type WeightsFile, WeightsFileError } from '../weightsFile';
import { readTfjs } from './read';
import { topologyOf } from './topology';
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

function namesOf(model: Model): string[] {
  try {
    const names = new Map([...topologyOf(model).weights].map(([name, { variable }]) => [variable, name]));
    return model.weights.map((variable) => names.get(variable) ?? variable.path);
  } catch (error) {
    // A model that TensorFlow.js cannot have, held against a file of another.
    if (error instanceof WeightsFileError) return model.weights.map(({ path }) => path);
    throw error;
  }
}

function withoutCell(name: string): string {
  const parts = name.split('/');
  return [...parts.slice(0, -2), parts.at(-1)].join('/');
}
