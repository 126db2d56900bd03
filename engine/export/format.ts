/** What a format of weights is to the rest of the app: a writer, perhaps a reader, and the words around them. */
import type { Model } from '../keras/models/model';
import type { FormatInfo, Snippet, WeightFormat } from '../protocol';
import type { NamedTensor, WeightsFile } from './weightsFile';

/** Everything of a run that can leave it. */
export interface Exportable {
  /** The variables by their names in the file, in the order of their creation; then the optimizer's state, where it was asked for. */
  readonly tensors: readonly NamedTensor[];
  /** Lesson, hash of the script, step, loss, and the version of these notes. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The model that these weights belong to, with the weights in place. Throws, with what to do, where there is none. */
  readonly model: () => Model;
  readonly history: History;
}

/** The course of a training. */
export interface History {
  /** Of each training step. */
  readonly rows: readonly HistoryRow[];
  /** Of each epoch of `fit`, in the order in which they ended. */
  readonly epochs: readonly EpochRow[];
}

export const NO_HISTORY: History = { rows: [], epochs: [] };

export interface HistoryRow {
  readonly step: number;
  readonly loss: number;
  /** Of the step's first update; null where nothing was updated. */
  readonly learningRate: number | null;
  /** The norm of all gradients of the step together; null where the step is too long ago to know. */
  readonly gradientNorm: number | null;
  /** Of `fit`, counted from 0 as Keras does; null for a step of a loop by hand. */
  readonly epoch: number | null;
  /** What a compiled model measured beside the loss, by name: averages since the epoch began, as Keras' batches have them. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface EpochRow {
  readonly epoch: number;
  /** The epoch's last training step. */
  readonly step: number;
  /** As in `fit`'s history: the averages of the epoch by name, those of the validation as `val_…`. */
  readonly logs: Readonly<Record<string, number>>;
}

/** Reads a file of weights in a format, perhaps in another thread: the file is not to be used afterwards. Throws as `Format.read` does. */
export type ReadWeights = (format: WeightFormat, file: Uint8Array) => Promise<WeightsFile>;

/** What code that loads the files has to be written for. */
export interface Loading {
  /** The main file's name. */
  readonly fileName: string;
  /** The weights, in the order of their creation. */
  readonly tensors: readonly Pick<NamedTensor, 'name' | 'dtype' | 'shape'>[];
  /** Keras' class of the script's model (`Sequential`, `Functional`); null where it has none. */
  readonly modelClass: string | null;
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Format extends FormatInfo {
  readonly id: WeightFormat;
  /** The files, the main one first; `baseName` is what they are called, without an extension. */
  readonly write: (given: Exportable, baseName: string) => Promise<readonly ExportedFile[]>;
  /** Reads a whole file from anywhere or throws `WeightsFileError`. Null: the format is written only. */
  readonly read: ((file: Uint8Array) => Promise<WeightsFile>) | null;
  /** Where a file names weights otherwise than we do: what it calls each of the model's, in the model's order. */
  readonly namesIn?: (model: Model, file: WeightsFile) => readonly string[];
  /** Where a file has in parts what the model has in one piece: the file with those whole, under our names. */
  readonly joined?: (model: Model, file: WeightsFile) => WeightsFile;
  /** Whether a file begins as this format's do, whatever it is called. */
  readonly recognizes?: (file: Uint8Array) => boolean;
  /** How to load the files elsewhere, a piece of code for each library. */
  readonly loading?: (given: Loading) => readonly Snippet[];
}
