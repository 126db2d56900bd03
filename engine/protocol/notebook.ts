/**
 * Notebooks: a document of cells, and the Python kernel that runs them. The engine worker reads and
 * writes files and knows what has been run; the workbench holds the document while it is edited.
 *
 * Lines of a notebook are numbered on: each time that a cell is run it takes the next lines (`firstLine`),
 * so that a moment, a node or an error of a run needs one number to say where it is from.
 */
import type { CellId } from './ids';

export interface CellSource {
  cell: CellId;
  source: string;
}

/** `run`: through all training steps at once, the play head at the end. `step`: the head stands before the first moment, and every training step waits at its gate. */
export type Pace = 'run' | 'step';

export type KernelState =
  /** No notebook has asked for one yet. */
  | { state: 'absent' }
  | { state: 'starting' }
  /** `startMs`: how long the interpreter took to start, in milliseconds. */
  | { state: 'ready'; startMs: number }
  /** It ended or could not start; `restartKernel` starts another. What was recorded stays. */
  | { state: 'failed'; reason: string };

/** One time that a cell was run, or is to be. */
export interface CellExecution {
  cell: CellId;
  /** As it was run. */
  source: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'stopped';
  /** The number in `In [3]`; null while it is queued. */
  count: number | null;
  /** The number of its first line among all lines of the run. */
  firstLine: number;
  lines: number;
}

export interface NotebookState {
  kernel: KernelState;
  /** In the order in which they are run. */
  executions: readonly CellExecution[];
}

/** What a cell gave out. Text and PNG only are ever shown. */
export type CellOutput =
  | { kind: 'stream'; name: 'stdout' | 'stderr'; text: string }
  /** The value of a cell's last expression (`count` as in `Out[3]`), or what was displayed (`count` is null). */
  | { kind: 'result'; text: string; png: string | null; count: number | null }
  | { kind: 'error'; name: string; message: string; traceback: readonly string[] }
  /** Of a file: what is kept as it was (JSON text) and never shown, for it is live HTML or unknown. */
  | { kind: 'kept'; types: readonly string[]; json: string };

export interface NotebookCell {
  id: CellId;
  kind: 'code' | 'markdown' | 'raw';
  source: string;
  outputs: readonly CellOutput[];
  count: number | null;
  /** JSON text of the cell's metadata and attachments, kept as they were. */
  extra: string;
}

export interface NotebookDocument {
  format: 'ipynb' | 'py';
  cells: readonly NotebookCell[];
  /** JSON text of the notebook's metadata, kept as it was. */
  metadata: string;
  /** What a person should know about how the file was read (upgraded from nbformat 3, an output left out). */
  notices: readonly string[];
}
