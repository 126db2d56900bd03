import type { ScriptError } from '../protocol/events';
import type { PackedBatch } from './pack';

/**
 * The line between the script worker and the engine worker. Towards the engine go messages; back
 * come answers through shared memory, because a running script is synchronous and waits on it.
 * `run` numbers the runs, so that what an ended run still had on the way is dropped.
 */
export type FromScript =
  /** Runs may be sent from now on; `connect` may come before. `startMs`: how long the interpreter took to start. */
  | { readonly type: 'ready'; readonly startMs: number }
  /**
   * Each run packs on its own. The words are transferred. `gate` numbers the training step that is
   * complete after these items: the script waits until `CONTROL.credits` is above 0, and takes one.
   */
  | {
      readonly type: 'batch';
      readonly run: number;
      readonly sequence: number;
      readonly batch: PackedBatch;
      readonly gate: number | null;
    }
  /** Waits until `CONTROL.readAnswered` reaches `request`. Elements `[offset, offset + count)` of the tensor are wanted. */
  | {
      readonly type: 'read';
      readonly run: number;
      readonly request: number;
      readonly tensor: number;
      readonly offset: number;
      readonly count: number;
    }
  | { readonly type: 'finished'; readonly run: number }
  | { readonly type: 'failed'; readonly run: number; readonly error: ScriptError }
  /** The interrupt flag was seen and the script ended there. */
  | { readonly type: 'interrupted'; readonly run: number }
  /** A cell of a notebook's run is over; the world stands, and the next cell may be sent. */
  | { readonly type: 'cellEnded'; readonly run: number; readonly execution: number; readonly end: CellEnd };

export type CellEnd =
  | { readonly type: 'finished' }
  /** Its output has the traceback already. */
  | { readonly type: 'failed'; readonly error: ScriptError }
  | { readonly type: 'interrupted' };

export type ToScript =
  | { readonly type: 'connect'; readonly control: SharedArrayBuffer; readonly data: SharedArrayBuffer }
  | {
      readonly type: 'run';
      readonly run: number;
      readonly source: string;
      /** Pinned start values by tunable key. */
      readonly pins: Readonly<Record<string, ArrayLike<number>>>;
      readonly seed: number;
    }
  /** The Python worker's `run`: a fresh world, in which the cells that follow run one after another. */
  | {
      readonly type: 'openWorld';
      readonly run: number;
      readonly pins: Readonly<Record<string, ArrayLike<number>>>;
      readonly seed: number;
    }
  /** Runs a cell in the world of `run`. `execution` counts the cells of a run from 1 and is the number in `In [1]`. */
  | {
      readonly type: 'runCell';
      readonly run: number;
      readonly execution: number;
      readonly source: string;
      /** Of this cell's lines among all lines of the run. */
      readonly firstLine: number;
    };

/** Indices of the Int32Array over `control`. */
export const CONTROL = {
  /** How many more gates may be passed without waiting. */
  credits: 0,
  /** The number of the run to end; 0 when none. */
  interrupt: 1,
  /** The last read request that has been answered; its numbers lie in `data`. */
  readAnswered: 2,
  /** Bytes of the answer; −1 when the tensor is not there, then `data` holds a UTF-8 message of `readMessage` bytes. */
  readBytes: 3,
  readMessage: 4,
  /** Sequence number of the last batch that the engine has executed: the script waits when it is too far ahead. */
  batchDone: 5,
  /** Python's own interrupt word: 2 (SIGINT) asks it to raise KeyboardInterrupt, and it sets 0 when it has. */
  signal: 6,
} as const;

export const CONTROL_WORDS = 8;
/** Bytes of the shared answer area; larger tensors are read in pieces. */
export const DATA_BYTES = 4 << 20;
/** Batches that may be on the way before the script waits. */
export const MAX_BATCHES_AHEAD = 64;
