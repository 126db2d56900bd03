import type { Exportable, Format } from '../export/format';
import { modelFrom } from '../export/modelOf';
import type { NamedTensor, WeightsFile } from '../export/weightsFile';
import type { ExportedWeights, ImportedWeights, Result, WeightEntry } from '../protocol';
import { sameShape } from '../tensor/shape';
import type { Run, Weight } from './run';

/** Numbers of a tensor that are shown beside its name. */
const SHOWN_NUMBERS = 4;

/** Weights of a run by the names they have in a file: Keras' paths, numbered where two are the same. */
function named(run: Run): Map<string, Weight> {
  const byName = new Map<string, Weight>();
  for (const weight of run.weights()) {
    const base = weight.path.includes('/') ? weight.path : (weight.label ?? weight.path);
    let name = base;
    for (let n = 1; byName.has(name); n++) name = `${base}_${n}`;
    byName.set(name, weight);
  }
  return byName;
}

/** The variables as the run has trained them so far, with lesson and step in the file's metadata. */
export async function exportWeights(run: Run, lesson: string | null, format: Format): Promise<Result<ExportedWeights>> {
  const weights = named(run);
  if (weights.size === 0) return { ok: false, message: 'There is nothing to export: the script has no variables.' };
  const { steps } = run.timeline;
  const tensors = await Promise.all(
    [...weights].map(async ([name, { tensor }]) => {
      const { shape, dtype } = tensor;
      return { name, shape, dtype, data: await tensor.backend.read(tensor) };
    }),
  );
  const title = lesson ?? 'script';
  const given: Exportable = {
    tensors,
    metadata: { format: 'tapedeck', lesson: title, step: String(steps) },
    model: () => modelOfRun(run, [...weights.values()], tensors),
    history: run.losses,
  };
  try {
    const files = await format.write(given, `${title.replace(/[^\w-]+/g, '-')}-step-${steps}`);
    return { ok: true, value: { files, tensors: tensors.map(entryOf) } };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

/** The script's model with its weights; `tensors[i]` is the value of `weights[i]`. */
function modelOfRun(run: Run, weights: readonly Weight[], tensors: readonly NamedTensor[]) {
  const built = run.model();
  if (built === null) {
    throw new Error('This format holds a whole model, and the script has built none: make one of layers, and call it.');
  }
  if (built.config === null) {
    throw new Error(
      `This format holds a whole model, and ${built.name} has a function of the script's own: use an activation by its name.`,
    );
  }
  const values = built.weights.map((id) => tensors[weights.findIndex(({ variable }) => variable === id)]);
  return modelFrom(built.config, values);
}

export interface CheckedWeights extends ImportedWeights {
  /** Start values by tunable key. */
  readonly pins: Readonly<Record<string, readonly number[]>>;
}

/** Reads a file and holds it against the run's variables: all of them match, or there is a message. */
export async function checkWeights(
  run: Run,
  file: Uint8Array,
  { read, title, namesIn }: Format,
): Promise<Result<CheckedWeights>> {
  if (read === null) return refuse(`${title} is written only`);
  try {
    const content = await read(file);
    const weights = named(run);
    const { metadata } = content;
    const tensors = namesIn === undefined ? content.tensors : renamed(run, weights, content, namesIn);
    const pins: Record<string, readonly number[]> = {};
    for (const { name, shape, dtype, data } of tensors) {
      const weight = weights.get(name);
      const own = [...weights.keys()].join(', ') || 'none';
      if (weight === undefined) return refuse(`the file has a tensor ${name}, the script's variables are: ${own}`);
      if (!sameShape(shape, weight.tensor.shape) || dtype !== weight.tensor.dtype) {
        const expected = `${weight.tensor.dtype} [${weight.tensor.shape.join(', ')}]`;
        return refuse(`${name}: expected ${expected}, the file has ${dtype} [${shape.join(', ')}]`);
      }
      if (weight.key !== null) pins[weight.key] = Array.from(data);
      weights.delete(name);
    }
    const missing = [...weights].filter(([, weight]) => weight.key !== null).map(([name]) => name);
    if (missing.length > 0) return refuse(`the file lacks ${missing.join(', ')}`);
    return { ok: true, value: { tensors: tensors.map(entryOf), metadata, pins } };
  } catch (error) {
    return refuse(messageOf(error));
  }
}

/** The file's tensors under the names that the run has for the model's weights; others as they are. */
function renamed(
  run: Run,
  weights: ReadonlyMap<string, Weight>,
  file: WeightsFile,
  namesIn: NonNullable<Format['namesIn']>,
): readonly NamedTensor[] {
  const built = run.model();
  if (built === null || built.config === null) return file.tensors;
  const ids = new Map([...weights].map(([name, { variable }]) => [variable, name]));
  const theirs = namesIn(modelFrom(built.config, null), file);
  const ours = new Map(theirs.map((name, i) => [name, ids.get(built.weights[i])]));
  return file.tensors.map((tensor) => ({ ...tensor, name: ours.get(tensor.name) ?? tensor.name }));
}

function refuse(message: string): { ok: false; message: string } {
  return { ok: false, message: `The weights were not loaded: ${message}.`.replace(/\.\.$/, '.') };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function entryOf({ name, dtype, shape, data }: NamedTensor): WeightEntry {
  return { name, dtype, shape, first: Array.from(data.subarray(0, SHOWN_NUMBERS)) };
}
