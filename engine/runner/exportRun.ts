import { type Exportable, type ExportedFile, type Format, NO_HISTORY } from '../export/format';
import { modelFrom } from '../export/modelOf';
import type { NamedTensor } from '../export/weightsFile';
import type { ExportedWeights, Result, WeightEntry } from '../protocol';
import { historyOf, MOST_STEPS } from './history';
import type { Run } from './run';
import { type Stored, storedOptimizer, storedWeights } from './stored';

/** Numbers of a tensor that are shown beside its name. */
const SHOWN_NUMBERS = 4;
/** As much of a text file as is shown, in bytes. */
const SHOWN_TEXT = 1500;
/** Of the notes that go along as metadata. */
const NOTES_VERSION = '1';

export interface ExportRequest {
  readonly format: Format;
  /** Whether the optimizer's state is asked for. */
  readonly optimizer: boolean;
  /** Null for a script of the person's own. */
  readonly lesson: string | null;
  readonly source: string;
  /** What the files are called, before the step; the lesson if left out. */
  readonly name?: string;
}

export interface RunExport extends Omit<ExportedWeights, 'export' | 'files'> {
  readonly files: readonly ExportedFile[];
}

/** The run as it is now, written in a format: the variables as trained so far, or the history of the training. */
export async function exportRun(
  run: Run,
  { format, optimizer, lesson, source, name }: ExportRequest,
): Promise<Result<RunExport>> {
  const isHistory = format.holds === 'history';
  const weights = storedWeights(run);
  if (!isHistory && weights.length === 0) return refuse('There is nothing to export: the script has no variables.');
  try {
    const stored = optimizer && format.holdsOptimizer ? [...weights, ...storedOptimizer(run)] : weights;
    const tensors = isHistory ? [] : await Promise.all(stored.map(tensorOf));
    await run.readLosses();
    if (isHistory && run.losses.length === 0) return refuse('There is no history yet: no step has taken a gradient.');
    const { steps } = run.timeline;
    const title = lesson ?? 'script';
    const metadata: Record<string, string> = {
      format: 'tapedeck',
      version: NOTES_VERSION,
      lesson: title,
      script: await hashOf(source),
      step: String(steps),
    };
    const last = run.losses.at(-1);
    if (last !== undefined) metadata.loss = String(last.loss);
    if (isHistory && steps > MOST_STEPS) metadata.gradient_norms = `of steps ${steps - MOST_STEPS + 1} to ${steps}`;
    const given: Exportable = {
      tensors,
      metadata,
      model: () => modelOfRun(run, weights, tensors),
      history: isHistory ? await historyOf(run) : NO_HISTORY,
    };
    const files = await format.write(given, `${plainName(name ?? title)}-step-${steps}`);
    return {
      ok: true,
      value: {
        files,
        tensors: tensors.map((tensor, i) => entryOf(tensor, stored[i].kind)),
        metadata,
        snippets: format.loading?.({ fileName: files[0].name, tensors: weights, modelClass: modelClassOf(run) }) ?? [],
        preview: format.text ? beginning(files[0]) : null,
      },
    };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

async function tensorOf({ name, dtype, shape, numbers }: Stored): Promise<NamedTensor> {
  return { name, dtype, shape, data: await numbers() };
}

/** The script's model with its weights; `tensors[i]` is the value of `weights[i]`. */
function modelOfRun(run: Run, weights: readonly Stored[], tensors: readonly NamedTensor[]) {
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

/** Keras' class name of the script's model. */
function modelClassOf(run: Run): string | null {
  const config = run.model()?.config ?? null;
  if (config === null) return null;
  const { class_name: name } = JSON.parse(config) as { class_name?: unknown };
  return typeof name === 'string' ? name : null;
}

/** Letters and digits of any script: what no file system and no page minds. */
function plainName(name: string): string {
  return name.replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-').replace(/^-|-$/g, '') || 'weights';
}

/** SHA-256 in hex: which script these weights are of. */
async function hashOf(source: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(source));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function beginning({ bytes }: ExportedFile): string {
  const text = new TextDecoder().decode(bytes.subarray(0, SHOWN_TEXT));
  return bytes.length > SHOWN_TEXT ? `${text}…` : text;
}

export function entryOf({ name, dtype, shape, data }: NamedTensor, kind: WeightEntry['kind']): WeightEntry {
  return { name, kind, dtype, shape, first: Array.from(data.subarray(0, SHOWN_NUMBERS)) };
}

function refuse(message: string): { ok: false; message: string } {
  return { ok: false, message };
}
