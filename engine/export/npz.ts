/**
 * Arrays of NumPy in one file: a zip archive of `.npy` files, as `numpy.savez` writes it. A file from
 * outside is hostile (see `zip.ts`).
 */
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { Format } from './format';
import { kerasLines, printLines, quoted, torchLines } from './loading';
import { readNpy, writeNpy } from './npy';
import { shorten } from './strictJson';
import { hasLoneSurrogate, type NamedTensor, WeightsFileError, type WeightsFile } from './weightsFile';
import { unzip } from './zip';

export const npzFormat: Format = {
  id: 'npz',
  title: 'NumPy',
  purpose: 'One .npz of named arrays, for numpy.load and everything that is built on it.',
  extensions: ['npz', 'npy'],
  reads: true,
  needsModel: false,
  holdsOptimizer: true,
  write: async ({ tensors, metadata }, baseName) => [
    { name: `${baseName}.npz`, bytes: await writeNpz(tensors, metadata) },
  ],
  read: readNpz,
  recognizes: (file) => isArray(file) || (file[0] === 0x50 && file[1] === 0x4b),
  loading: ({ fileName, tensors }) => [
    { title: 'NumPy', code: `import numpy as np\n\nw = np.load(${quoted(fileName)})\n${printLines(tensors)}` },
    { title: 'Keras', code: `import numpy as np\n\nw = np.load(${quoted(fileName)})\n${kerasLines(tensors)}` },
    {
      title: 'PyTorch',
      code: `import numpy as np\nimport torch\n\nw = np.load(${quoted(fileName)})\nw = {name: torch.from_numpy(w[name]) for name in w.files}\n${torchLines(tensors)}`,
    },
  ],
};

const FORMAT = 'npz';
const SUFFIX = '.npy';
/** Where our own notes are: a name that no variable has, and text that NumPy does not read as an array. */
const NOTES = '__metadata__.json';
/** A file of one array has no name for it. */
const ALONE = 'array';
/** Zip has no time zone; a fixed date makes equal weights equal files. */
const DATE = new Date(1980, 0, 1);

/** The arrays uncompressed, each under its name, as `numpy.load` reads them. Throws for a name that is taken twice. */
export async function writeNpz(
  tensors: readonly NamedTensor[],
  metadata: WeightsFile['metadata'] = {},
): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { level: 0, lastModDate: DATE, extendedTimestamp: false });
  const names = new Set<string>();
  for (const tensor of tensors) {
    checkName(tensor.name, names);
    await zip.add(tensor.name + SUFFIX, new Uint8ArrayReader(writeNpy(tensor)));
  }
  if (Object.keys(metadata).length > 0) {
    await zip.add(NOTES, new Uint8ArrayReader(new TextEncoder().encode(JSON.stringify(metadata))));
  }
  return zip.close();
}

/** Reads a whole archive, or an array alone, or throws `WeightsFileError` and gives nothing. */
export async function readNpz(file: Uint8Array): Promise<WeightsFile> {
  if (isArray(file)) return { tensors: [readNpy(ALONE, file)], metadata: {} };
  const arrays = await unzip(file, '.npz', refuse);
  const notes = arrays.find(({ name }) => name === NOTES);
  const names = new Set<string>();
  const tensors: NamedTensor[] = [];
  for (const array of arrays) {
    if (array === notes) continue;
    if (!array.name.endsWith(SUFFIX)) refuse(`holds ${shorten(array.name)}, which is no ${SUFFIX} file`);
    const name = array.name.slice(0, -SUFFIX.length);
    checkName(name, names);
    tensors.push(readNpy(name, await array.unpack()));
  }
  return { tensors, metadata: notes === undefined ? {} : readNotes(await notes.unpack()) };
}

/** Whether it begins as a `.npy` file does: `\x93NUMPY`. */
function isArray(file: Uint8Array): boolean {
  return file[0] === 0x93 && file[1] === 0x4e && file[2] === 0x55;
}

function checkName(name: string, taken: Set<string>): void {
  if (name === '') refuse('an array has an empty name');
  if (name === '__proto__' || name + SUFFIX === NOTES) refuse(`an array cannot be called ${shorten(name)}`);
  if (hasLoneSurrogate(name)) refuse(`the name ${shorten(name)} is not valid Unicode`);
  if (taken.has(name)) refuse(`two arrays are called ${shorten(name)}; rename one`);
  taken.add(name);
}

function readNotes(bytes: Uint8Array): Record<string, string> {
  let notes: unknown;
  try {
    notes = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse(`${NOTES} is not valid JSON`);
  }
  if (typeof notes !== 'object' || notes === null || Array.isArray(notes)) return refuse(`${NOTES} is no object`);
  const entries = Object.entries(notes);
  if (entries.some(([key, value]) => typeof value !== 'string' || key === '__proto__')) {
    return refuse(`${NOTES} holds something else than text`);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function refuse(why: string): never {
  throw new WeightsFileError(FORMAT, why);
}
