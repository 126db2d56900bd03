/**
 * Weights out of a layers model of TensorFlow.js, which is several files: the list of the weights in
 * `model.json`, their numbers beside it. One file is opened at a time, so they come in a zip archive of
 * the folder. It comes from outside and is hostile: sizes are checked before anything is allocated, and
 * the paths that the list names are looked for in the archive only.
 */
import { parseStrictJson, shorten, type StrictJson, StrictJsonError } from '../strictJson';
import {
  bytesOf,
  hasLoneSurrogate,
  list,
  type NamedTensor,
  tensorData,
  WeightsFileError,
  type WeightsFile,
} from '../weightsFile';
import { type Packed, unzip } from '../zip';
import { FORMAT } from './topology';

const ZIP_START = 0x504b0304;
/** Models in models are a few levels each. */
const MAX_DEPTH = 200;
const MAX_JSON_BYTES = 100_000_000;
const DTYPES = ['float32', 'int32', 'bool'] as const;

type Read = (path: string) => Promise<Uint8Array>;
type Fields = ReadonlyMap<string, StrictJson>;

/** Reads a zip archive of the model's folder, or a model.json without weights; throws `WeightsFileError` and gives nothing otherwise. */
export async function readTfjs(file: Uint8Array): Promise<WeightsFile> {
  if (!isZip(file)) {
    return readParts(file, (path) =>
      refuse(`its weights are in ${shorten(path)} beside it: put both files into one .zip, and open that`),
    );
  }
  const files = await unzip(file, '.zip', refuse);
  const jsons = files.filter(({ name }) => name.endsWith('.json'));
  if (jsons.length !== 1) refuse(`the archive holds ${jsons.length} .json files; expected one, the model's`);
  const [json] = jsons;
  const folder = json.name.slice(0, json.name.lastIndexOf('/') + 1);
  return readParts(await json.unpack(), (path) => unpacked(files, folder + path));
}

/** Reads the model's JSON and, through `read`, the files that it names. */
export async function readParts(json: Uint8Array, read: Read): Promise<WeightsFile> {
  const model = parsed(json);
  if (model === null || !(model.get('modelTopology') instanceof Map)) return refuse('the file holds no layers model');
  const metadata = notesOf(model);
  const tensors: NamedTensor[] = [];
  const taken = new Set<string>();
  for (const group of arrayOf(model.get('weightsManifest') ?? [], 'weightsManifest')) {
    for (const tensor of await readGroup(fieldsOf(group, 'a group of weights'), read)) {
      const { name } = tensor;
      if (taken.has(name)) refuse(`two weights are called ${shorten(name)}; rename one`);
      taken.add(name);
      tensors.push(tensor);
    }
  }
  return { tensors, metadata };
}

/** Weights that stand one after another in the files of their group. */
async function readGroup(group: Fields, read: Read): Promise<NamedTensor[]> {
  const specs = arrayOf(group.get('weights'), 'weights').map((one) => specOf(fieldsOf(one, 'a weight')));
  const size = specs.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts: Uint8Array[] = [];
  for (const path of arrayOf(group.get('paths'), 'paths')) parts.push(await read(textOf(path, 'a path')));
  const found = parts.reduce((sum, { length }) => sum + length, 0);
  if (found !== size) refuse(`its weights are ${size} bytes, their files hold ${found}; get them again`);
  const all = joined(parts, found);
  let at = 0;
  return specs.map(({ name, dtype, shape, bytes }) => {
    const data = tensorData(dtype, all.slice(at, (at += bytes)).buffer);
    if (dtype === 'bool' && data.some((one) => one > 1)) refuse(`weight ${shorten(name)}: a bool is neither 0 nor 1`);
    return { name, dtype, shape, data };
  });
}

function specOf(spec: Fields) {
  const name = textOf(spec.get('name'), 'the name of a weight');
  if (name === '') refuse('a weight has an empty name');
  if (spec.has('quantization')) refuse(`weight ${shorten(name)} is quantized; convert the model without it`);
  const written = textOf(spec.get('dtype'), 'a dtype');
  const dtype = DTYPES.find((one) => one === written);
  if (dtype === undefined) {
    return refuse(`weight ${shorten(name)}: dtype ${shorten(written)} is not one of ${DTYPES.join(', ')}`);
  }
  const shape = arrayOf(spec.get('shape'), 'a shape');
  if (!shape.every((one) => typeof one === 'number')) {
    return refuse(`weight ${shorten(name)}: shape ${list(shape as number[])} holds something else than numbers`);
  }
  return { name, dtype, shape, bytes: bytesOf(FORMAT, name, dtype, shape) };
}

/** What we wrote beside the model. */
function notesOf(model: Fields): Record<string, string> {
  const user = model.get('userDefinedMetadata');
  const notes = user instanceof Map ? (user as Fields).get('tapedeck') : undefined;
  if (notes === undefined) return {};
  const entries = [...fieldsOf(notes, 'tapedeck')].map(([key, value]) => [key, textOf(value, 'a note')] as const);
  if (entries.some(([key]) => key === '__proto__')) refuse('a note cannot be called "__proto__"');
  return Object.fromEntries(entries);
}

function parsed(json: Uint8Array): Fields | null {
  if (json.length > MAX_JSON_BYTES) refuse(`its JSON is ${json.length} bytes, at most ${MAX_JSON_BYTES} are read`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(json);
    const value = parseStrictJson(text, MAX_DEPTH);
    return value instanceof Map ? (value as Fields) : null;
  } catch (error) {
    const why = error instanceof StrictJsonError ? error.message : 'it is not UTF-8';
    return refuse(`the file is no JSON of a model (${why})`);
  }
}

function unpacked(files: readonly Packed[], path: string): Promise<Uint8Array> {
  const found = files.filter(({ name }) => name === path);
  if (found.length === 1) return found[0].unpack();
  return refuse(`the archive holds ${found.length === 0 ? 'no' : 'two'} ${shorten(path)}, where its weights are`);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function isZip(file: Uint8Array): boolean {
  return file.length >= 4 && new DataView(file.buffer, file.byteOffset).getUint32(0) === ZIP_START;
}

function arrayOf(value: StrictJson | undefined, what: string): readonly StrictJson[] {
  return Array.isArray(value) ? (value as readonly StrictJson[]) : refuse(`${what} is no array`);
}

function fieldsOf(value: StrictJson | undefined, what: string): Fields {
  return value instanceof Map ? (value as Fields) : refuse(`${what} is no object`);
}

function textOf(value: StrictJson | undefined, what: string): string {
  if (typeof value !== 'string') return refuse(`${what} is no text`);
  return hasLoneSurrogate(value) ? refuse(`${what}, ${shorten(value)}, is not valid Unicode`) : value;
}

function refuse(why: string): never {
  throw new WeightsFileError(FORMAT, why);
}
