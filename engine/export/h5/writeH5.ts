import type { Layer } from '../../keras/layers/layer';
import type { Model } from '../../keras/models/model';
import { bytesOfData, ELEMENT_BYTES, type NamedTensor, WeightsFileError, type WeightsFile } from '../weightsFile';
import { join, kerasGroups } from './kerasLayout';
import { FLOAT, type H5Library, h5Library, INTEGER, type NewData, STRING, TRUNCATE, withRoom } from './library';

const FILE = 'weights.h5';

/** The model's weights in Keras 3's layout. Our own notes are attributes of the root, which Keras does not look at. */
export async function writeH5(model: Model, metadata: WeightsFile['metadata'] = {}): Promise<Uint8Array> {
  const library = await h5Library();
  const file = library.open(FILE, TRUNCATE, false, -1, -1);
  const groups = new Set<string>();
  const group = (path: string) => {
    const parts = path.split('/');
    for (let n = 1; n <= parts.length; n++) {
      const one = parts.slice(0, n).join('/');
      if (!groups.has(one)) check(library.create_group(file, `/${one}`, false));
      groups.add(one);
    }
  };
  for (const [key, value] of Object.entries(metadata)) writeText(library, file, '/', key, value);
  for (const { path, layer } of kerasGroups(model)) {
    const vars = join(path, 'vars');
    group(vars);
    writeText(library, file, vars, 'name', layer.name);
    for (const tensor of weightsOf(layer, vars)) writeDataset(library, file, tensor);
  }
  check(library.close_file(file));
  // The file lies outside of the instance's heap: a copy lets the rest go.
  return library.FS.readFile(FILE).slice();
}

function weightsOf(layer: Layer, vars: string): NamedTensor[] {
  return layer.ownWeights.map((weight, i) => {
    const { shape, dtype } = weight;
    return { name: `${vars}/${i}`, shape, dtype, data: weight.dataSync() };
  });
}

function writeDataset(library: H5Library, file: bigint, tensor: NamedTensor): void {
  const bytes = bytesOfData(tensor);
  const shape = tensor.shape.map(BigInt);
  const data: NewData = {
    ...typeOf(tensor),
    shape,
    maxshape: shape,
    total_size: tensor.data.length,
    chunks: null,
    compression: 0,
    compression_opts: [],
    track_order: false,
  };
  withRoom(library, bytes.length, (at) => {
    library.HEAPU8.set(bytes, at);
    check(library.create_dataset(file, tensor.name, BigInt(at), data));
  });
}

function writeText(library: H5Library, file: bigint, path: string, name: string, text: string): void {
  const bytes = new TextEncoder().encode(text);
  const data: NewData = {
    type: STRING,
    // HDF5 has no text of no bytes.
    size: Math.max(1, bytes.length),
    littleEndian: true,
    signed: false,
    vlen: false,
    cset: 1,
    strpad: 1,
    shape: [],
    maxshape: [],
    total_size: 1,
  };
  withRoom(library, data.size, (at) => {
    library.HEAPU8.fill(0, at, at + data.size);
    library.HEAPU8.set(bytes, at);
    check(library.create_attribute(file, path, name, BigInt(at), data));
  });
}

/** Keras has no boolean weights, and h5wasm does not write the enumeration that h5py makes of them. */
function typeOf({ name, dtype }: NamedTensor): Pick<NewData, 'type' | 'size' | 'littleEndian' | 'signed' | 'vlen'> {
  if (dtype === 'bool') throw new WeightsFileError('h5', `${name} is bool; only numbers can be written`);
  const type = dtype === 'int32' ? INTEGER : FLOAT;
  return { type, size: ELEMENT_BYTES[dtype], littleEndian: true, signed: true, vlen: false };
}

function check(status: number): void {
  if (status < 0) throw new WeightsFileError('h5', 'HDF5 could not write the file');
}
