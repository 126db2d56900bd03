/** Keras' own file of weights: HDF5 in the layout of Keras 3. */
import type { Model } from '../../keras/models/model';
import { sameShape } from '../../tensor/shape';
import type { Format } from '../format';
import { quoted } from '../loading';
import type { WeightsFile } from '../weightsFile';
import { kerasPaths } from './kerasLayout';
import { readH5 } from './readH5';
import { writeH5 } from './writeH5';

export const h5Format: Format = {
  id: 'h5',
  title: 'Keras weights',
  purpose: "Keras 3's .weights.h5: model.load_weights puts them into the same model in Python.",
  extensions: ['h5'],
  reads: true,
  needsModel: true,
  write: async ({ model, metadata }, baseName) => [
    { name: `${baseName}.weights.h5`, bytes: await writeH5(model(), metadata) },
  ],
  read: readH5,
  namesIn: kerasNames,
  recognizes: (file) => SIGNATURE.every((byte, i) => file[i] === byte),
  loading: ({ fileName }) => [
    {
      title: 'Keras',
      code: `import keras\n\nmodel = ...  # the same layers as in the script, built\nmodel.load_weights(${quoted(fileName)})`,
    },
    {
      title: 'h5py',
      code: `import h5py\n\nwith h5py.File(${quoted(fileName)}) as file:\n    file.visititems(lambda name, one: print(name, getattr(one, "shape", "")))`,
    },
  ],
};

/** The first bytes of every HDF5 file. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * What the model's weights are called in the file. Names that Keras 3 does not give (Keras 2 had the layers' own)
 * are taken in the order of the file, where number and shapes are the model's.
 */
function kerasNames(model: Model, { tensors }: WeightsFile): string[] {
  const paths = kerasPaths(model);
  const present = new Set(tensors.map(({ name }) => name));
  const names = model.weights.map((weight) => {
    const name = paths.get(weight)!;
    const before = name.replaceAll('layers/', '_layer_checkpoint_dependencies/');
    return present.has(before) ? before : name;
  });
  if (names.some((name) => present.has(name))) return names;
  const inOrder =
    tensors.length === names.length && tensors.every(({ shape }, i) => sameShape(shape, model.weights[i].shape));
  return inOrder ? tensors.map(({ name }) => name) : names;
}
