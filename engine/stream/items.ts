import type { Attributes } from '../tensor/backend';
import type { CellOutput } from '../protocol/notebook';
import type { DType, TypedArray } from '../tensor/dtype';

/**
 * What flows from the world where a script runs to the world where tensors live: ops to run, in
 * order, and what the tape saw of them. The script's side has inferred every shape already, so
 * nothing here waits for an answer; only a read and a gate do. Ids are the script side's tensor,
 * record and variable ids; they are unique within a run.
 */
export type StreamItem =
  /* Storage */
  | {
      readonly t: 'upload';
      readonly id: number;
      readonly shape: readonly number[];
      readonly dtype: DType;
      readonly data: TypedArray;
      readonly line: number | null;
    }
  | {
      readonly t: 'op';
      readonly op: string;
      readonly inputs: readonly number[];
      readonly outputs: readonly number[];
      readonly attributes: Attributes;
      readonly line: number | null;
    }
  | {
      readonly t: 'alias';
      readonly source: number;
      readonly target: number;
      readonly shape: readonly number[];
      readonly dtype: DType;
    }
  | { readonly t: 'free'; readonly id: number }
  /* The tape; record and tensor ids refer to items before */
  | { readonly t: 'recordingStarted'; readonly line: number | null }
  | { readonly t: 'recordingEnded' }
  | {
      readonly t: 'taped';
      readonly record: number;
      readonly op: string;
      readonly inputs: readonly number[];
      readonly outputs: readonly number[];
      readonly attributes: Attributes;
      readonly scope: string;
      readonly line: number | null;
      /** Per input: whether a tape follows it. */
      readonly followed?: readonly boolean[];
    }
  | {
      readonly t: 'backwardStarted';
      readonly targets: readonly number[];
      readonly sources: readonly number[];
      readonly line: number | null;
    }
  | { readonly t: 'seeded'; readonly target: number; readonly gradient: number }
  | { readonly t: 'visited'; readonly record: number; readonly upstream: readonly (number | null)[] }
  | {
      readonly t: 'contributed';
      readonly record: number;
      readonly inputIndex: number;
      readonly contribution: number;
      readonly sum: number;
    }
  | { readonly t: 'backwardEnded'; readonly sources: readonly number[]; readonly gradients: readonly (number | null)[] }
  /* Variables, tunables, names, text */
  | {
      readonly t: 'variableCreated';
      readonly variable: number;
      readonly path: string;
      readonly trainable: boolean;
      readonly tensor: number;
      readonly line: number | null;
    }
  | {
      readonly t: 'variableChanged';
      readonly variable: number;
      readonly before: number;
      readonly after: number;
      readonly update: StreamUpdate | null;
      readonly line: number | null;
    }
  | {
      readonly t: 'tunable';
      readonly key: string;
      readonly label: string;
      readonly kind: 'variable' | 'hyperparameter' | 'state';
      readonly shape: readonly number[];
      readonly start: readonly number[] | null;
      readonly pinned: boolean;
      readonly variable: number | null;
    }
  /** What an optimizer's slot holds now; kept out of the timeline. */
  | { readonly t: 'slot'; readonly slot: number; readonly path: string; readonly tensor: number }
  | { readonly t: 'optimizerStepped'; readonly name: string; readonly steps: number }
  /** The metrics of a compiled model after a batch of training, or one that a script has asked for its result; each a scalar; kept out of the timeline. */
  | {
      readonly t: 'batchMeasured';
      readonly epoch: number | null;
      readonly names: readonly string[];
      readonly tensors: readonly number[];
    }
  /** What `fit` says of an epoch. */
  | { readonly t: 'epochMeasured'; readonly epoch: number; readonly logs: Readonly<Record<string, number>> }
  /** A model was built: what it is made of, and its weights by variable id, in Keras' order. */
  | {
      readonly t: 'model';
      readonly name: string;
      readonly config: string | null;
      readonly variables: readonly number[];
    }
  /** The script's own name for a tensor (`const loss = …`) or variable. */
  | { readonly t: 'label'; readonly tensor: number | null; readonly variable: number | null; readonly name: string }
  | { readonly t: 'printed'; readonly text: string; readonly line: number | null }
  /** What the cell that runs gives out. */
  | { readonly t: 'output'; readonly output: CellOutput };

export interface StreamUpdate {
  readonly rule: string;
  readonly formula: string;
  readonly gradient: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
}

/** Receives items in order; the writer batches them. */
export interface StreamSink {
  push(item: StreamItem): void;
}
