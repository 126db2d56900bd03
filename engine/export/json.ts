/**
 * Weights that a person can read, for tiny models: JSON with every number in the fewest digits that give it back.
 * What JSON has no number for is text: "NaN", "Infinity", "-Infinity", and "NaN(0x7fc00001)" for a NaN of other bits.
 */
import { serialize } from '../keras/layers/serialize';
import type { DType, TypedArray } from '../tensor/dtype';
import type { Exportable, Format } from './format';
import { quoted } from './loading';
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

export const jsonFormat: Format = {
  id: 'json',
  title: 'JSON',
  purpose: 'Text of names, shapes and numbers, with the model, for tiny models and any language.',
  extensions: ['json'],
  reads: true,
  needsModel: false,
  holdsOptimizer: true,
  write: async (given, baseName) => [
    { name: `${baseName}.json`, bytes: writeJson(given.tensors, given.metadata, configOf(given)) },
  ],
  read: async (file) => readJson(file),
  recognizes: (file) => new TextDecoder().decode(file.subarray(0, 100)).includes(JSON.stringify(KIND)),
  loading: ({ fileName }) => [
    {
      title: 'Python',
      code: `import json\n\nwith open(${quoted(fileName)}) as file:\n    weights = json.load(file)["weights"]\nfor one in weights:\n    print(one["name"], one["shape"], one["values"])`,
    },
    {
      title: 'JavaScript',
      code: `const { weights } = await (await fetch(${quoted(fileName)})).json();\nfor (const { name, shape, values } of weights) console.log(name, shape, values);`,
    },
  ],
};

const KIND = 'tapedeck weights';
const VERSION = 1;
const MAX_BYTES = 64 * 2 ** 20;
/** More is no tiny model. */
const MAX_NUMBERS = 1_000_000;
const MAX_DEPTH = MAX_RANK + 32;
const DTYPES: readonly string[] = Object.keys(ELEMENT_BYTES);
const NAN = { float32: 0x7fc00000n, float64: 0x7ff8000000000000n };

/** The text of these tensors. Throws for names that are taken twice or not writable, and for more than a tiny model has. */
export function writeJson(
  tensors: readonly NamedTensor[],
  metadata: WeightsFile['metadata'] = {},
  model: unknown = null,
): Uint8Array {
  const numbers = tensors.reduce((sum, { data }) => sum + data.length, 0);
  if (numbers > MAX_NUMBERS) {
    refuse(`${numbers} numbers are too many to be read by a person (at most ${MAX_NUMBERS}); use safetensors`);
  }
  const names = new Set<string>();
  const weights = tensors.map(({ name, dtype, shape, data }) => {
    checkName(name, names);
    const head = `"name": ${JSON.stringify(name)}, "dtype": "${dtype}", "shape": ${JSON.stringify(shape)}`;
    return `    { ${head}, "values": ${nested(shape, textsOf(dtype, data), '    ')} }`;
  });
  const lines = [
    `  "format": ${JSON.stringify(KIND)}`,
    `  "version": ${VERSION}`,
    `  "metadata": ${JSON.stringify(metadata)}`,
    `  "weights": ${weights.length === 0 ? '[]' : `[\n${weights.join(',\n')}\n  ]`}`,
    `  "model": ${JSON.stringify(model)}`,
  ];
  return new TextEncoder().encode(`{\n${lines.join(',\n')}\n}\n`);
}

/** Reads a whole file, or throws `WeightsFileError` and gives nothing. */
export function readJson(file: Uint8Array): WeightsFile {
  if (file.length > MAX_BYTES) refuse(`${file.length} bytes, at most ${MAX_BYTES} are read`);
  const root = objectOf(parsed(file), 'the file', ['format', 'version', 'metadata', 'weights', 'model']);
  if (root.get('format') !== KIND) refuse(`"format" must be ${JSON.stringify(KIND)}`);
  if (root.get('version') !== VERSION) refuse(`"version" must be ${VERSION}; a newer Tapedeck reads others`);
  const weights = root.get('weights');
  if (!Array.isArray(weights)) return refuse('"weights" must be an array');
  const names = new Set<string>();
  const tensors = weights.map((one: StrictJson) => tensorOf(one, names));
  return { tensors, metadata: metadataOf(root.get('metadata')) };
}

function configOf({ model }: Exportable): unknown {
  try {
    return serialize(model());
  } catch {
    // Variables without a model are weights all the same.
    return null;
  }
}

/** Innermost rows on a line each. */
function nested(shape: readonly number[], texts: readonly string[], indent: string): string {
  if (shape.length === 0) return texts[0];
  const [size, ...rest] = shape;
  const step = texts.length / Math.max(1, size);
  const items = Array.from({ length: size }, (_, i) => texts.slice(i * step, (i + 1) * step));
  if (rest.length === 0 || size === 0) return `[${texts.join(', ')}]`;
  const inner = `${indent}  `;
  return `[\n${items.map((one) => inner + nested(rest, one, inner)).join(',\n')}\n${indent}]`;
}

function textsOf(dtype: DType, data: TypedArray): string[] {
  const bits =
    dtype === 'float64'
      ? new BigUint64Array(data.buffer, data.byteOffset, data.length)
      : dtype === 'float32'
        ? new Uint32Array(data.buffer, data.byteOffset, data.length)
        : data;
  return Array.from(data, (value, i) => {
    if (dtype === 'bool') return value === 0 ? 'false' : 'true';
    if (Number.isNaN(value)) {
      const own = BigInt(bits[i]);
      return own === NAN[dtype as 'float32'] ? '"NaN"' : `"NaN(0x${own.toString(16)})"`;
    }
    if (!Number.isFinite(value)) return value < 0 ? '"-Infinity"' : '"Infinity"';
    if (Object.is(value, -0)) return '-0';
    return spelled(dtype === 'float32' ? shortest(value) : value);
  });
}

/** The number of the fewest digits that rounds to this float32; nine always do. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return Number(value.toPrecision(9));
}

/** With an exponent where a whole number has more digits than a reader of integers takes. */
function spelled(value: number): string {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}

function parsed(file: Uint8Array): StrictJson {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file);
    return parseStrictJson(text, MAX_DEPTH, { large: true });
  } catch (error) {
    return refuse(error instanceof StrictJsonError ? error.message : 'this is not UTF-8 text');
  }
}

function tensorOf(entry: StrictJson, names: Set<string>): NamedTensor {
  const fields = objectOf(entry, 'a weight', ['name', 'dtype', 'shape', 'values']);
  const [name, dtype, shape] = [fields.get('name'), fields.get('dtype'), fields.get('shape')];
  if (typeof name !== 'string') return refuse('a weight has no name');
  checkName(name, names);
  const who = `weight ${shorten(name)}`;
  if (typeof dtype !== 'string' || !DTYPES.includes(dtype)) return refuse(`${who}: dtype must be one of ${DTYPES}`);
  if (!Array.isArray(shape) || shape.some((size) => typeof size !== 'number')) {
    return refuse(`${who}: shape must be an array of sizes`);
  }
  const sizes = shape as readonly number[];
  const bytes = bytesOf('json', name, dtype as DType, sizes);
  const width = ELEMENT_BYTES[dtype as DType];
  if (bytes / width > MAX_NUMBERS)
    refuse(`${who}: shape ${list(sizes)} is more than the ${MAX_NUMBERS} numbers that are read`);
  const data = tensorData(dtype as DType, new ArrayBuffer(bytes));
  const filled = fill(who, dtype as DType, sizes, fields.get('values')!, data, 0);
  if (filled !== data.length) refuse(`${who}: expected ${data.length} numbers, got ${filled}`);
  return { name, dtype: dtype as DType, shape: sizes, data };
}

/** Puts nested values in place from `at` on; gives the place behind them. */
function fill(
  who: string,
  dtype: DType,
  [size, ...rest]: readonly number[],
  values: StrictJson,
  data: TypedArray,
  at: number,
): number {
  if (size === undefined) {
    put(who, dtype, values, data, at);
    return at + 1;
  }
  if (!Array.isArray(values) || values.length !== size) {
    const got = Array.isArray(values) ? values.length : 'something else';
    return refuse(`${who}: expected an array of ${size} values, got ${got}`);
  }
  return (values as readonly StrictJson[]).reduce<number>((place, one) => fill(who, dtype, rest, one, data, place), at);
}

function put(who: string, dtype: DType, value: StrictJson, data: TypedArray, at: number): void {
  if (dtype === 'bool' ? typeof value === 'boolean' : typeof value === 'number') {
    data[at] = Number(value);
    if (dtype === 'int32' && !Object.is(data[at], Number(value))) refuse(`${who}: ${String(value)} is no int32`);
    if (!Number.isFinite(data[at])) refuse(`${who}: ${String(value)} is too large for ${dtype}`);
    return;
  }
  if ((dtype !== 'float32' && dtype !== 'float64') || typeof value !== 'string') {
    return refuse(`${who}: expected ${dtype === 'bool' ? 'true or false' : 'a number'}`);
  }
  if (value === 'Infinity' || value === '-Infinity') {
    data[at] = Number(value);
    return;
  }
  const payload = /^NaN(?:\(0x([\da-f]{1,16})\))?$/.exec(value);
  if (payload === null) return refuse(`${who}: ${shorten(value)} is no number`);
  const bits = payload[1] === undefined ? NAN[dtype] : BigInt(`0x${payload[1]}`);
  // Through the bytes: a NaN that passes through a number may lose its bits.
  const view = new DataView(data.buffer, data.byteOffset + at * ELEMENT_BYTES[dtype]);
  if (dtype === 'float64') view.setBigUint64(0, bits, true);
  else if (bits <= 0xffffffffn) view.setUint32(0, Number(bits), true);
  if (!Number.isNaN(data[at])) refuse(`${who}: ${shorten(value)} is not the bits of a ${dtype} NaN`);
}

function objectOf(value: StrictJson, who: string, keys: readonly string[]): ReadonlyMap<string, StrictJson> {
  if (!(value instanceof Map)) return refuse(`${who} must be an object`);
  const wrong = [...value.keys()].find((key: string) => !keys.includes(key)) as string | undefined;
  if (wrong !== undefined) refuse(`${who} has ${shorten(wrong)}; expected ${keys.join(', ')}`);
  const missing = keys.find((key) => !value.has(key));
  if (missing !== undefined) refuse(`${who} lacks "${missing}"`);
  return value as ReadonlyMap<string, StrictJson>;
}

function metadataOf(value: StrictJson | undefined): Record<string, string> {
  if (!(value instanceof Map)) return refuse('"metadata" must be an object');
  const entries = [...(value as ReadonlyMap<string, StrictJson>)];
  if (entries.some(([key, one]) => typeof one !== 'string' || key === '__proto__')) {
    return refuse('"metadata" holds something else than text');
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function checkName(name: string, taken: Set<string>): void {
  if (name === '') refuse('a weight has an empty name');
  if (name === '__proto__') refuse('a weight cannot be called "__proto__"');
  if (hasLoneSurrogate(name)) refuse(`the name ${shorten(name)} is not valid Unicode`);
  if (taken.has(name)) refuse(`two weights are called ${shorten(name)}; rename one`);
  taken.add(name);
}

function refuse(why: string): never {
  throw new WeightsFileError('json', why);
}
