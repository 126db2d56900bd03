import { readSafetensors, safetensorsDtype, writeSafetensors } from '../export/safetensors';
import type { ExportedWeights, ImportedWeights, Result, WeightEntry } from '../protocol';
import { sameShape } from '../tensor/shape';
import type { Run, Weight } from './run';

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
export async function exportWeights(run: Run, lesson: string | null): Promise<Result<ExportedWeights>> {
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
  const bytes = writeSafetensors(tensors, { format: 'tapedeck', lesson: title, step: String(steps) });
  const fileName = `${title.replace(/[^\w-]+/g, '-')}-step-${steps}.safetensors`;
  return { ok: true, value: { fileName, bytes, tensors: tensors.map(entryOf) } };
}

export interface CheckedWeights extends ImportedWeights {
  /** Start values by tunable key. */
  readonly pins: Readonly<Record<string, readonly number[]>>;
}

/** Reads a file and holds it against the run's variables: all of them match, or there is a message. */
export function checkWeights(run: Run, file: Uint8Array): Result<CheckedWeights> {
  try {
    const { tensors, metadata } = readSafetensors(file);
    const weights = named(run);
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
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(message: string): { ok: false; message: string } {
  return { ok: false, message: `The weights were not loaded: ${message}.`.replace(/\.\.$/, '.') };
}

function entryOf({
  name,
  dtype,
  shape,
}: {
  name: string;
  dtype: Parameters<typeof safetensorsDtype>[0];
  shape: readonly number[];
}): WeightEntry {
  return { name, dtype: safetensorsDtype(dtype), shape };
}
