/** What a format of weights is to the rest of the app: a writer, perhaps a reader, and the words around them. */
import type { Model } from '../keras/models/model';
import type { FormatInfo, WeightFormat } from '../protocol';
import type { NamedTensor, WeightsFile } from './weightsFile';

/** Everything of a run that can leave it. */
export interface Exportable {
  /** The variables by their names in the file, in the order of their creation. */
  readonly tensors: readonly NamedTensor[];
  /** Lesson, step and the like. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The model that these weights belong to, with the weights in place. Throws, with what to do, where there is none. */
  readonly model: () => Model;
  /** Of each training step. */
  readonly history: readonly HistoryRow[];
}

export interface HistoryRow {
  readonly step: number;
  readonly loss: number;
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
}
