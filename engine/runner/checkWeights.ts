/** A file of weights from anywhere, held against what the script has; nothing changes by it. */
import type { Format, ReadWeights } from '../export/format';
import { modelFrom } from '../export/modelOf';
import type { NamedTensor, WeightsFile } from '../export/weightsFile';
import type { CheckedWeights, WeightMatch } from '../protocol';
import type { TypedArray } from '../tensor/dtype';
import { sameShape } from '../tensor/shape';
import { entryOf } from './exportRun';
import type { Run } from './run';
import { type Stored, storedOptimizer, storedWeights } from './stored';

/** A start value that a file has for a name of the script. */
export interface Loadable {
  readonly key: string;
  readonly data: TypedArray;
}

export interface Comparison extends Omit<CheckedWeights, 'check'> {
  /** What can be loaded, by the script's names. */
  readonly loadable: ReadonlyMap<string, Loadable>;
}

/** Reads a file and compares it. Throws, in one sentence, for a file that is none or not whole. */
export async function checkWeights(
  run: Run,
  fileName: string,
  file: Uint8Array,
  formats: readonly Format[],
  read: ReadWeights,
): Promise<Comparison> {
  const { id, title, namesIn, joined } = formatOf(fileName, file, formats);
  const content = await read(id, file);
  if (namesIn === undefined) return { format: title, ...compare(run, content, null) };
  const built = run.model();
  if (built === null || built.config === null) return { format: title, ...compare(run, content, new Map()) };
  const model = modelFrom(built.config, null);
  const whole = joined?.(model, content) ?? content;
  return { format: title, ...compare(run, whole, ourNames(run, built.weights, namesIn(model, whole))) };
}

type Reader = Format & { readonly read: NonNullable<Format['read']> };

/** The format by the file's name and its first bytes; the bytes are right where the two differ. */
export function formatOf(fileName: string, file: Uint8Array, formats: readonly Format[]): Reader {
  const readers = formats.filter((one): one is Reader => one.read !== null);
  const named = readers.filter(({ extensions }) =>
    extensions.some((one) => fileName.toLowerCase().endsWith(`.${one}`)),
  );
  const found =
    named.find(({ recognizes }) => recognizes?.(file) ?? true) ??
    readers.find(({ recognizes }) => recognizes?.(file) ?? false) ??
    named[0];
  if (found !== undefined) return found;
  const known = readers.map(({ title, extensions }) => `${title} (.${extensions[0]})`).join(', ');
  throw new Error(`It is no file of weights that can be read here. What can be: ${known}.`);
}

/** The run's names of the model's weights, by those that the file has for them, in the same order. */
function ourNames(
  run: Run,
  weights: NonNullable<ReturnType<Run['model']>>['weights'],
  theirs: readonly string[],
): ReadonlyMap<string, string> {
  const names = new Map(storedWeights(run).map(({ variable, name }) => [variable, name]));
  return new Map(theirs.map((name, i) => [name, names.get(weights[i]) ?? name]));
}

function compare(
  run: Run,
  { tensors, metadata }: WeightsFile,
  renamed: ReadonlyMap<string, string> | null,
): Omit<Comparison, 'format'> {
  const weights = storedWeights(run);
  const optimizer = storedOptimizer(run);
  const inFile = new Map(tensors.map((tensor) => [renamed?.get(tensor.name) ?? tensor.name, tensor]));
  const byOrder = !weights.some(({ name }) => inFile.has(name)) && sameInOrder(weights, tensors);
  const fileTensorOf = (stored: Stored, i: number) => (byOrder ? tensors[i] : inFile.get(stored.name));
  // A file of plain weights lacks nothing because an optimizer has slots.
  const wanted = optimizer.some(({ name }) => inFile.has(name)) ? [...weights, ...optimizer] : weights;
  const matches: WeightMatch[] = [];
  const loadable = new Map<string, Loadable>();
  wanted.forEach((stored, i) => {
    const tensor = fileTensorOf(stored, i);
    matches.push(matchOf(stored, tensor));
    if (tensor === undefined) return;
    inFile.delete(byOrder ? tensor.name : stored.name);
    if (stored.key !== null && matches.at(-1)!.verdict === 'matches') {
      loadable.set(stored.name, { key: stored.key, data: tensor.data });
    }
  });
  for (const tensor of inFile.values()) {
    const { name } = tensor;
    matches.push({ name, kind: 'weight', verdict: 'notInScript', file: fileSide(tensor), script: null });
  }
  return { metadata, matches, byOrder, loadable };
}

/** Names that have nothing in common say nothing: another library's file may hold the same layers. */
function sameInOrder(weights: readonly Stored[], tensors: readonly NamedTensor[]): boolean {
  if (weights.length !== tensors.length) return false;
  return weights.every(({ dtype, shape }, i) => dtype === tensors[i].dtype && sameShape(shape, tensors[i].shape));
}

function matchOf({ name, kind, dtype, shape }: Stored, tensor: NamedTensor | undefined): WeightMatch {
  const script = { dtype, shape };
  if (tensor === undefined) return { name, kind, verdict: 'notInFile', file: null, script };
  const sameSize = sameShape(shape, tensor.shape);
  const verdict = sameSize && dtype === tensor.dtype ? 'matches' : sameSize ? 'dtype' : 'shape';
  return { name, kind, verdict, file: fileSide(tensor), script };
}

function fileSide(tensor: NamedTensor): NonNullable<WeightMatch['file']> {
  const { name, dtype, shape, first } = entryOf(tensor, 'weight');
  return { name, dtype, shape, first };
}
