/**
 * Reads weights out of HDF5: Keras 3's `.weights.h5`, and what Keras 2 wrote. The format is parsed by the C
 * library inside WebAssembly's walls, where damage can at worst spoil the instance that read the file; shapes
 * are held against the size of the file before room is made for them.
 */
import type { DType } from '../../tensor/dtype';
import { shorten } from '../strictJson';
import { bytesOf, list, type NamedTensor, tensorData, WeightsFileError, type WeightsFile } from '../weightsFile';
import {
  type DatasetFacts,
  ENUM,
  FLOAT,
  h5Library,
  type H5Library,
  INTEGER,
  READ_ONLY,
  STRING,
  withRoom,
} from './library';

const FILE = 'weights.h5';
/** What a file may unpack to: as much as the largest file that is opened. */
const MAX_BYTES = 512 * 2 ** 20;
const MAX_DATASETS = 100_000;
const MAX_TEXTS = 4096;
const MAX_TEXT_BYTES = 1 << 20;
/** The best that deflate does, and a little. */
const MAX_RATIO = 1100;
/** A damaged file can send the library around in circles; it looks at the clock where it reads. */
const MAX_MILLISECONDS = 30_000;

/** Reads a whole file in an instance of its own, or throws `WeightsFileError` and gives nothing. */
export async function readH5(file: Uint8Array): Promise<WeightsFile> {
  if (file.length > MAX_BYTES) refuse(`${file.length} bytes, at most ${MAX_BYTES} are read`);
  return readH5With(await h5Library(), file);
}

/** The same in an instance that is there. After another error than `WeightsFileError` it is not to be used again. */
export function readH5With(library: H5Library, bytes: Uint8Array): WeightsFile {
  const unlimited = library.FS.read;
  limitTime(library);
  try {
    library.FS.writeFile(FILE, bytes);
    const file = library.open(FILE, READ_ONLY, false, -1, -1);
    if (file < 0n) refuse('this is no HDF5 file, or one that is cut off: get it again');
    try {
      return contents(library, file, bytes.length);
    } finally {
      library.close_file(file);
    }
  } catch (error) {
    if (error instanceof WeightsFileError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return refuse(`HDF5 could not read it (${shorten(why)}); the file is damaged: get it again`);
  } finally {
    library.FS.read = unlimited;
    library.FS.unlink(FILE);
  }
}

function contents(library: H5Library, file: bigint, fileBytes: number): WeightsFile {
  const paths = library.get_names(file, '/', true);
  if (paths.length > MAX_DATASETS) refuse(`holds ${paths.length} objects, at most ${MAX_DATASETS} are read`);
  const datasets = paths.filter((path) => library.get_type(file, path) === library.H5G_DATASET);
  const names = weightsAmong(library, file, datasets);
  if (names.length === 0) refuse('holds no weights');
  let left = Math.min(MAX_BYTES, fileBytes * MAX_RATIO);
  const tensors = names.map((name) => {
    const tensor = readDataset(library, file, name, fileBytes, left);
    left -= tensor.data.byteLength;
    return tensor;
  });
  return { tensors, metadata: notes(library, file) };
}

/** The weights' paths in order; what an optimizer or a generator of random numbers left is not among them. */
function weightsAmong(library: H5Library, file: bigint, datasets: readonly string[]): string[] {
  const keras3 = datasets.filter((path) =>
    /^(?:(?:layers|_layer_checkpoint_dependencies)\/.+\/)?vars\/\d+$/.test(path),
  );
  if (keras3.length > 0) return inNumbers(keras3.filter((path) => !path.includes('/seed_generator/')));
  const root = datasets.some((path) => path.startsWith('model_weights/')) ? 'model_weights' : '/';
  return (
    inKeras2Order(library, file, root, datasets) ?? datasets.filter((path) => !path.startsWith('optimizer_weights/'))
  );
}

/** `vars/2` before `vars/10`. */
function inNumbers(paths: readonly string[]): string[] {
  const number = (path: string) => Number(path.slice(path.lastIndexOf('/') + 1));
  const group = (path: string) => path.slice(0, path.lastIndexOf('/'));
  return [...paths].sort((a, b) => (group(a) === group(b) ? number(a) - number(b) : group(a) < group(b) ? -1 : 1));
}

/** Keras 2 lists layers and weights in attributes, in the model's order; null where it did not. */
function inKeras2Order(library: H5Library, file: bigint, root: string, datasets: readonly string[]): string[] | null {
  const layers = readTexts(library, file, root, 'layer_names');
  if (layers === null) return null;
  const at = (layer: string) => (root === '/' ? layer : `${root}/${layer}`);
  const present = new Set(datasets);
  const paths = layers.flatMap((layer) =>
    (readTexts(library, file, at(layer), 'weight_names') ?? []).map((weight) => `${at(layer)}/${weight}`),
  );
  const missing = paths.find((path) => !present.has(path));
  if (missing !== undefined) refuse(`lists ${shorten(missing)} and has it not; the file is damaged: get it again`);
  if (new Set(paths).size !== paths.length) refuse('lists a weight twice; the file is damaged: get it again');
  return paths;
}

function readDataset(library: H5Library, file: bigint, name: string, fileBytes: number, left: number): NamedTensor {
  const facts = library.get_dataset_metadata(file, name);
  const who = `dataset ${shorten(name)}`;
  const { shape, chunks } = facts;
  if (shape === null) return refuse(`${who} has no shape`);
  const dtype = dtypeOf(who, facts);
  const bytes = bytesOf('h5', name, dtype, shape);
  if (facts.virtual_sources !== undefined && facts.virtual_sources.length > 0) refuse(`${who} lies in other files`);
  if (chunks === null && bytes > fileBytes) {
    refuse(`${who}: ${dtype} ${list(shape)} is ${bytes} bytes, the file has ${fileBytes}; it is damaged: get it again`);
  }
  if (bytes > left)
    refuse(`${who}: ${dtype} ${list(shape)} unpacks to more than is read of a file of ${fileBytes} bytes`);
  if (chunks !== null && bytesOf('h5', name, dtype, chunks) > left) refuse(`${who} is in chunks of ${list(chunks)}`);
  const copy = withRoom(library, bytes, (at) => {
    const status = library.get_dataset_data(file, name, null, null, null, BigInt(at));
    if (status < 0) refuse(`${who} cannot be read; the file is damaged: get it again`);
    return library.HEAPU8.slice(at, at + bytes);
  });
  if (dtype === 'bool' && copy.some((byte) => byte > 1)) refuse(`${who}: bool must be bytes of 0 and 1`);
  return { name, dtype, shape: [...shape], data: tensorData(dtype, copy.buffer as ArrayBuffer) };
}

function dtypeOf(who: string, { type, size, signed, vlen, enum_type: names }: DatasetFacts): DType {
  if (type === FLOAT && size === 4 && !vlen) return 'float32';
  if (type === FLOAT && size === 8 && !vlen) return 'float64';
  if (type === INTEGER && size === 4 && signed && !vlen) return 'int32';
  if (type === ENUM && size === 1 && names?.members.FALSE === 0 && names.members.TRUE === 1) return 'bool';
  const kind = type === FLOAT ? 'float' : type === INTEGER ? (signed ? 'int' : 'uint') : 'another type of';
  return refuse(`${who} is ${kind}${size * 8}; float32, float64, int32 and bool can be read`);
}

/** The root's attributes that are one text. */
function notes(library: H5Library, file: bigint): Record<string, string> {
  const found: [string, string][] = [];
  for (const name of library.get_attribute_names(file, '/')) {
    const texts = name === '__proto__' ? null : readTexts(library, file, '/', name);
    if (texts?.length === 1) found.push([name, texts[0]]);
  }
  return Object.fromEntries(found);
}

/** An attribute of texts; null where there is none. Text of any length comes as places in the library's memory. */
function readTexts(library: H5Library, file: bigint, path: string, name: string): string[] | null {
  if (!library.get_attribute_names(file, path).includes(name)) return null;
  const { type, vlen, size, shape } = library.get_attribute_metadata(file, path, name);
  const count = shape?.reduce((product, one) => product * one, 1) ?? 0;
  if (type !== STRING || !(count <= MAX_TEXTS && count * size <= MAX_TEXT_BYTES)) return null;
  return withRoom(library, count * size, (at) => {
    if (library.get_attribute_data(file, path, name, BigInt(at)) < 0) return null;
    const memory = library.HEAPU8;
    const places = new DataView(memory.buffer, at, count * size);
    const texts = Array.from({ length: count }, (_, i) => {
      if (!vlen) return textAt(memory, at + i * size, size);
      const place = places.getUint32(i * size, true);
      return place === 0 ? '' : textAt(memory, place, MAX_TEXT_BYTES);
    });
    if (vlen) library.reclaim_vlen_memory(file, path, name, BigInt(at));
    return texts;
  });
}

/** As far as its zero byte, at most so many bytes. */
function textAt(memory: Uint8Array, at: number, most: number): string {
  const bytes = memory.subarray(at, at + most);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
}

/** Every access to the file goes through the instance's own file system, which is ours to stop. */
function limitTime({ FS }: H5Library): void {
  const read = FS.read.bind(FS);
  const end = performance.now() + MAX_MILLISECONDS;
  FS.read = (...given) => {
    if (performance.now() > end) throw new WeightsFileError('h5', 'the file takes too long to read; it is damaged');
    return read(...given);
  };
}

function refuse(why: string): never {
  throw new WeightsFileError('h5', why);
}
