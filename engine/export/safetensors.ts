/**
 * The safetensors format: 8 bytes of header length (little-endian), a JSON header that says each
 * tensor's dtype, shape and place, then the numbers. https://github.com/huggingface/safetensors
 * A file from outside is hostile until proven otherwise: everything is checked before the first
 * tensor is made, and what is wrong is said in one sentence.
 */
import type { DType } from '../tensor/dtype';
import type { Format } from './format';
import { kerasLines, printLines, quoted, torchLines } from './loading';
import { parseStrictJson, shorten, type StrictJson, StrictJsonError } from './strictJson';
import {
  bytesOf,
  ELEMENT_BYTES,
  hasLoneSurrogate,
  list,
  MAX_RANK,
  type NamedTensor,
  tensorData,
  WeightsFileError,
  type WeightsFile,
} from './weightsFile';

export const safetensorsFormat: Format = {
  id: 'safetensors',
  title: 'safetensors',
  purpose: 'One file of named tensors that PyTorch, Keras, NumPy and the browser read, and that cannot run code.',
  extensions: ['safetensors'],
  reads: true,
  needsModel: false,
  holdsOptimizer: true,
  write: async ({ tensors, metadata }, baseName) => [
    { name: `${baseName}.safetensors`, bytes: writeSafetensors(tensors, metadata) },
  ],
  read: async (file) => readSafetensors(file),
  recognizes: (file) => file[LENGTH_BYTES] === 0x7b && file[LENGTH_BYTES - 1] === 0,
  loading: ({ fileName, tensors }) => [
    {
      title: 'Keras',
      code: `from safetensors.numpy import load_file\n\nw = load_file(${quoted(fileName)})\n${kerasLines(tensors)}`,
    },
    {
      title: 'PyTorch',
      code: `from safetensors.torch import load_file\n\nw = load_file(${quoted(fileName)})\n${torchLines(tensors)}`,
    },
    {
      title: 'NumPy',
      code: `from safetensors.numpy import load_file\n\nw = load_file(${quoted(fileName)})\n${printLines(tensors)}`,
    },
  ],
};

const FORMAT = 'safetensors';

/** Larger headers are refused, as the format's own reader does. */
export const MAX_HEADER_BYTES = 100_000_000;

const METADATA = '__metadata__';
const LENGTH_BYTES = 8;
/** Header, tensor entry, and its arrays. */
const MAX_DEPTH = 3;
const NAMES: Readonly<Record<DType, string>> = { float32: 'F32', float64: 'F64', int32: 'I32', bool: 'BOOL' };
const DTYPES: ReadonlyMap<string, DType> = new Map([
  ['F32', 'float32'],
  ['F64', 'float64'],
  ['I32', 'int32'],
  ['BOOL', 'bool'],
]);

/**
 * A file of these tensors. Wide dtypes come first, so that every tensor is aligned; the header is
 * padded with spaces to 8 bytes. Throws for names that are empty, taken twice or not writable, and
 * for data that does not fill its shape.
 */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const ordered = [...tensors].sort((a, b) => ELEMENT_BYTES[b.dtype] - ELEMENT_BYTES[a.dtype]);
  const entries: string[] = [];
  const notes = Object.entries(metadata);
  if (notes.length > 0) {
    for (const [key, value] of notes) checkText(key, value);
    entries.push(
      `"${METADATA}":{${notes.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
    );
  }
  const names = new Set<string>();
  let end = 0;
  for (const { name, dtype, shape, data } of ordered) {
    checkName(name);
    if (names.has(name)) throw new WeightsFileError(FORMAT, `two tensors are called ${shorten(name)}; rename one`);
    names.add(name);
    const bytes = bytesOf(FORMAT, name, dtype, shape);
    if (data.byteLength !== bytes) {
      throw new WeightsFileError(
        FORMAT,
        `tensor ${shorten(name)}: shape ${list(shape)} of ${NAMES[dtype]} is ${bytes} bytes, its data are ${data.byteLength}`,
      );
    }
    const fact = { dtype: NAMES[dtype], shape, data_offsets: [end, end + bytes] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(fact)}`);
    end += bytes;
  }
  const json = new TextEncoder().encode(`{${entries.join(',')}}`);
  const headerBytes = Math.ceil(json.length / 8) * 8;
  if (headerBytes > MAX_HEADER_BYTES) throw new WeightsFileError(FORMAT, 'too many tensors for one file');
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(json, LENGTH_BYTES);
  file.fill(0x20, LENGTH_BYTES + json.length, LENGTH_BYTES + headerBytes);
  let at = LENGTH_BYTES + headerBytes;
  for (const { data } of ordered) {
    // Bytes, not numbers: a NaN keeps its payload.
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/**
 * Reads a whole file, or throws `WeightsFileError` and gives nothing. The tensors own copies of
 * their numbers. F32, F64, I32 and BOOL are read; other dtypes are refused by name.
 */
export function readSafetensors(file: Uint8Array): WeightsFile {
  const headerBytes = headerLength(file);
  const start = LENGTH_BYTES + headerBytes;
  const header = parseHeader(file.subarray(LENGTH_BYTES, start));
  const metadata = readMetadata(header.get(METADATA));
  const entries: Entry[] = [];
  for (const [name, value] of header) if (name !== METADATA) entries.push(readEntry(name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(entries, file.length - start);
  for (const entry of entries) checkBooleans(entry, file, start);
  const tensors = entries.map(({ name, dtype, shape, begin, end }) => {
    const bytes = file.slice(start + begin, start + end);
    return { name, dtype, shape, data: tensorData(dtype, bytes.buffer) };
  });
  return { tensors, metadata };
}

interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function headerLength(file: Uint8Array): number {
  if (file.length < LENGTH_BYTES) {
    refuse(
      `the file has ${file.length} bytes, a safetensors file at least ${LENGTH_BYTES + 2}; it is cut off or empty`,
    );
  }
  const length = new DataView(file.buffer, file.byteOffset, file.byteLength).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    refuse(`the header claims ${length} bytes, at most ${MAX_HEADER_BYTES} are allowed; is this a safetensors file?`);
  }
  const room = file.length - LENGTH_BYTES;
  if (length > BigInt(room)) {
    refuse(`the header claims ${length} bytes, but only ${room} follow; the file is cut off: get it again`);
  }
  if (length < 2n) refuse(`the header claims ${length} bytes, at least 2 are expected; is this a safetensors file?`);
  return Number(length);
}

function parseHeader(bytes: Uint8Array): ReadonlyMap<string, StrictJson> {
  if (bytes[0] !== 0x7b) refuse('the header does not start with "{"; is this a safetensors file?');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('the header is not valid UTF-8; the file is damaged: get it again');
  }
  try {
    return parseStrictJson(text, MAX_DEPTH) as ReadonlyMap<string, StrictJson>;
  } catch (error) {
    if (error instanceof StrictJsonError)
      refuse(`the header is not valid: ${error.message}; the file is damaged: get it again`);
    throw error;
  }
}

function readMetadata(value: StrictJson | undefined): Record<string, string> {
  if (value === undefined) return {};
  if (!(value instanceof Map)) return refuse(`${METADATA}: expected an object of strings, got ${kind(value)}`);
  const metadata: Record<string, string> = {};
  for (const [key, note] of value as ReadonlyMap<string, StrictJson>) {
    if (typeof note !== 'string') refuse(`${METADATA}: ${shorten(key)}: expected a string, got ${kind(note)}`);
    checkText(key, note as string);
    metadata[key] = note as string;
  }
  return metadata;
}

function readEntry(name: string, value: StrictJson): Entry {
  checkName(name);
  const who = `tensor ${shorten(name)}`;
  if (!(value instanceof Map)) return refuse(`${who}: expected an object, got ${kind(value)}`);
  const fields = value as ReadonlyMap<string, StrictJson>;
  for (const key of fields.keys()) {
    if (key !== 'dtype' && key !== 'shape' && key !== 'data_offsets') refuse(`${who}: unknown field ${shorten(key)}`);
  }
  const dtype = readDtype(who, fields.get('dtype'));
  const shape = readIntegers(who, 'shape', fields.get('shape'));
  const offsets = readIntegers(who, 'data_offsets', fields.get('data_offsets'));
  if (shape.length > MAX_RANK) refuse(`${who}: rank ${shape.length}, at most ${MAX_RANK} is allowed`);
  if (offsets.length !== 2) refuse(`${who}: data_offsets: expected [begin, end], got ${offsets.length} numbers`);
  const [begin, end] = offsets;
  if (begin > end) refuse(`${who}: data_offsets [${begin}, ${end}] end before they begin`);
  const bytes = bytesOf(FORMAT, name, dtype, shape);
  if (end - begin !== bytes) {
    refuse(`${who}: shape ${list(shape)} of ${NAMES[dtype]} is ${bytes} bytes, its data_offsets hold ${end - begin}`);
  }
  if (begin % ELEMENT_BYTES[dtype] !== 0) {
    refuse(`${who}: starts at byte ${begin}, which is not a multiple of ${ELEMENT_BYTES[dtype]} (${NAMES[dtype]})`);
  }
  return { name, dtype, shape, begin, end };
}

function readDtype(who: string, value: StrictJson | undefined): DType {
  if (typeof value !== 'string') return refuse(`${who}: dtype: expected a string, got ${kind(value)}`);
  const dtype = DTYPES.get(value);
  if (dtype !== undefined) return dtype;
  return refuse(`${who}: dtype ${shorten(value)} is not one of F32, F64, I32, BOOL; save the weights as F32`);
}

function readIntegers(who: string, field: string, value: StrictJson | undefined): readonly number[] {
  if (!Array.isArray(value)) return refuse(`${who}: ${field}: expected an array of integers, got ${kind(value)}`);
  for (const one of value as readonly StrictJson[]) {
    if (typeof one !== 'number' || !Number.isSafeInteger(one) || one < 0 || Object.is(one, -0)) {
      refuse(`${who}: ${field}: expected integers from 0, got ${typeof one === 'number' ? one : kind(one)}`);
    }
  }
  return value as readonly number[];
}

/** Tensors must fill the data area exactly: each byte belongs to one tensor. */
function checkLayout(entries: readonly Entry[], available: number): void {
  let end = 0;
  let before = '';
  for (const entry of entries) {
    const who = `tensor ${shorten(entry.name)}`;
    if (entry.end > available) {
      refuse(
        `${who}: ends at byte ${entry.end} of the data, of which there are ${available}; the file is cut off: get it again`,
      );
    }
    if (entry.begin < end)
      refuse(`${who}: begins at byte ${entry.begin}, inside tensor ${shorten(before)} (ends at ${end})`);
    if (entry.begin > end)
      refuse(`${who}: begins at byte ${entry.begin}, ${entry.begin - end} bytes before it belong to no tensor`);
    end = entry.end;
    before = entry.name;
  }
  if (end !== available)
    refuse(`${available - end} bytes at the end belong to no tensor; the file is damaged: get it again`);
}

function checkBooleans({ name, dtype, begin, end }: Entry, file: Uint8Array, start: number): void {
  if (dtype !== 'bool') return;
  for (let i = start + begin; i < start + end; i++) {
    if (file[i] > 1) refuse(`tensor ${shorten(name)}: BOOL must be bytes of 0 and 1, got ${file[i]}`);
  }
}

function checkName(name: string): void {
  if (name === '') refuse('a tensor has an empty name');
  if (name === METADATA || name === '__proto__') refuse(`a tensor cannot be called ${shorten(name)}`);
  if (hasLoneSurrogate(name)) refuse(`the name ${shorten(name)} is not valid Unicode`);
}

function checkText(key: string, value: string): void {
  if (key === '__proto__') refuse(`${METADATA}: a key cannot be called ${shorten(key)}`);
  if (hasLoneSurrogate(key) || hasLoneSurrogate(value)) refuse(`${METADATA}: ${shorten(key)} is not valid Unicode`);
}

function kind(value: StrictJson | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value instanceof Map) return 'an object';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function refuse(why: string): never {
  throw new WeightsFileError(FORMAT, why);
}
