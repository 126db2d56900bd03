import type { BackendName, WeightFormat } from './commands';
import type { Frame, NodeDetail } from './frame';
import type { CellId, RequestId } from './ids';
import type { CellOutput, NotebookDocument, NotebookState } from './notebook';
import type { GraphSnapshot } from './snapshot';
import type { LossPoint, TimelineChange, Tunable } from './timeline';
import type { DType } from './tensorView';

/** What the engine worker tells every attached workbench. */
export type EngineEvent =
  /** First answer to `attach`. */
  | { type: 'attached'; lessons: readonly LessonInfo[]; formats: readonly FormatInfo[]; backend: BackendInfo }
  /** A script was loaded (a lesson opened, or one sent with `runScript`). */
  | { type: 'scriptLoaded'; lesson: string | null; source: string }
  | { type: 'runStateChanged'; run: RunState }
  | { type: 'snapshot'; snapshot: GraphSnapshot }
  | { type: 'frame'; frame: Frame }
  | { type: 'timeline'; timeline: TimelineChange }
  | { type: 'tunables'; tunables: readonly Tunable[] }
  /** Points to append; `reset` says that the curve starts anew. */
  | { type: 'losses'; reset: boolean; points: readonly LossPoint[] }
  | { type: 'printed'; reset: boolean; lines: readonly PrintedLine[] }
  | { type: 'backendChanged'; backend: BackendInfo }
  | { type: 'inspected'; request: RequestId; detail: NodeDetail | null }
  | { type: 'tensorRead'; request: RequestId; tensor: FullTensor | null }
  | { type: 'namesListed'; request: RequestId; names: readonly ScriptName[] }
  | { type: 'weightsExported'; request: RequestId; result: Result<ExportedWeights> }
  | { type: 'exportedRead'; request: RequestId; result: Result<Uint8Array> }
  | { type: 'weightsChecked'; request: RequestId; result: Result<CheckedWeights> }
  /** How many tensors were loaded. */
  | { type: 'weightsLoaded'; request: RequestId; result: Result<number> }
  /** Which cells have run and run now; null while a script is open and no notebook. */
  | { type: 'notebookChanged'; notebook: NotebookState | null }
  /** Outputs of a cell to append; `reset` says that it is run anew. Text of one stream that follows text of it is one text. */
  | { type: 'cellOutputs'; cell: CellId; reset: boolean; outputs: readonly CellOutput[] }
  | { type: 'notebookRead'; request: RequestId; result: Result<NotebookDocument> }
  | { type: 'notebookWritten'; request: RequestId; result: Result<Uint8Array> };

export type EngineEventType = EngineEvent['type'];

export interface LessonInfo {
  id: string;
  title: string;
  /** One sentence on what it shows. */
  summary: string;
  /** What `source` is: a TypeScript script, or the text of an `.ipynb`. */
  kind: 'script' | 'notebook';
  source: string;
  /** Moments per second that suit it when played. */
  speed: number;
}

/** A name of the `tf` namespace, for the editor. */
export interface ScriptName {
  /** Where it stands: `tf.math.topK`. */
  path: string;
  kind: 'function' | 'class' | 'space' | 'value';
  /** As a script writes the call, `topK(input, { k = 1, sorted = true })`; null where the engine has none as data. */
  signature: string | null;
  /** One sentence. */
  doc: string | null;
}

export type RunState =
  /** No script yet. */
  | { state: 'empty' }
  /** The script is computing. */
  | { state: 'running' }
  /** Standing at a moment; the gate is closed. */
  | { state: 'paused' }
  /** Moments pass by themselves. */
  | { state: 'playing'; speed: number }
  /** Full speed. `target` is the step it will stop at. */
  | { state: 'training'; target: number }
  /** The script ended; every moment can still be looked at. */
  | { state: 'finished' }
  /** A person stopped it; what was recorded stays. */
  | { state: 'stopped' }
  | { state: 'failed'; error: ScriptError }
  /** The script worker died; the tape so far stays and `restartScript` starts it again. */
  | { state: 'crashed'; reason: string };

export interface ScriptError {
  /** `TypeError`, `ShapeError`, … */
  name: string;
  message: string;
  /** 1-based, of the script; null when the error belongs to no line. */
  line: number | null;
  column: number | null;
}

export interface PrintedLine {
  text: string;
  line: number | null;
  step: number;
}

export interface BackendInfo {
  name: BackendName;
  /** What to show: `CPU · WASM SIMD`, `WebGPU · Apple M3`. */
  label: string;
  /** The adapter's own words, or the reason why there is none. */
  adapter: string;
  /** Which ones this machine offers. */
  available: readonly BackendName[];
  /** A message when a device was lost and the run went on elsewhere; null otherwise. */
  notice: string | null;
}

export interface FullTensor {
  shape: readonly number[];
  dtype: DType;
  data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

export type Result<T> = { ok: true; value: T } | { ok: false; message: string };

/** A format of weights, in the words in which a person chooses it. */
export interface FormatInfo {
  id: WeightFormat;
  title: string;
  /** What it is for, in one sentence. */
  purpose: string;
  /** Without a dot; the main file's first. */
  extensions: readonly string[];
  /** Whether files of it can be imported. */
  reads: boolean;
  /** Whether it holds a whole model, and so cannot be written without one. */
  needsModel: boolean;
  /** Whether an optimizer's state can go along; no when left out. */
  holdsOptimizer?: boolean;
  /** What is in it; weights when left out. */
  holds?: 'weights' | 'history';
  /** Whether its main file is text that a person can read. */
  text?: boolean;
}

export interface ExportedWeights {
  /** What `readExported` asks for them by. */
  export: number;
  /** The main file first; sizes in bytes. */
  files: readonly { name: string; size: number }[];
  /** What is in them; empty for a training history. */
  tensors: readonly WeightEntry[];
  metadata: Readonly<Record<string, string>>;
  /** How to load the files elsewhere. */
  snippets: readonly Snippet[];
  /** The beginning of a text file; null for a binary one. */
  preview: string | null;
}

/** A piece of code for one library. */
export interface Snippet {
  title: string;
  code: string;
}

export interface WeightEntry {
  name: string;
  kind: 'weight' | 'optimizer';
  dtype: DType;
  shape: readonly number[];
  /** Row-major; a few of them. */
  first: readonly number[];
}

/** A file of weights beside the script's variables. */
export interface CheckedWeights {
  /** What `loadWeights` asks for it by. */
  check: number;
  /** The title of its format. */
  format: string;
  metadata: Readonly<Record<string, string>>;
  matches: readonly WeightMatch[];
  /** The names have nothing in common; what matches does so by its place in the order. */
  byOrder: boolean;
}

export interface WeightMatch {
  /** The script's name of it; the file's where the script has none. */
  name: string;
  kind: 'weight' | 'optimizer';
  verdict: 'matches' | 'shape' | 'dtype' | 'notInFile' | 'notInScript';
  file: { name: string; dtype: DType; shape: readonly number[]; first: readonly number[] } | null;
  script: { dtype: DType; shape: readonly number[] } | null;
}
