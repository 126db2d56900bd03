import type { NodeId, SlotId, EdgeId, TunableKey } from './ids';

/** Forward, backward and update: the three phases of a training step. */
export type Phase = 'forward' | 'backward' | 'update';

export type MomentKind =
  /** An op was executed and its value is known. */
  | 'op'
  /**
   * The backward pass reached an op: its upstream gradient is complete. Without a node: it went through
   * ops of an earlier training step (a persistent tape used again), which this step's graph does not have.
   */
  | 'visit'
  /** A contribution was carried to one input and added to its gradient. */
  | 'contribution'
  /** An optimizer changed a variable. */
  | 'update'
  /** The script assigned to a variable. */
  | 'assign'
  /** The script or an op failed. */
  | 'error';

/** One moment of a training step, as the transport draws it. */
export interface MomentMark {
  kind: MomentKind;
  phase: Phase;
  /** The node that is acting, when one is. */
  node: NodeId | null;
  /** For `contribution`: the edge that is carried along, against its direction. */
  edge: EdgeId | null;
  line: number | null;
}

/**
 * Where the play head stands. Moments of a training step are numbered from 0; `passed` of them have
 * happened, so 0 is "nothing yet" and `count` is the whole step. Training steps are numbered from 1.
 */
export interface PlayHead {
  step: number;
  passed: number;
}

export interface TimelineView {
  head: PlayHead;
  /** Training steps recorded so far. */
  steps: number;
  /** The script has ended: there will be no more steps. */
  complete: boolean;
  /** The moments of the head's step, in order. */
  moments: readonly MomentMark[];
}

/** What is told of a timeline. The moments of a long tape are megabytes, so they are told only when they change. */
export interface TimelineChange extends Omit<TimelineView, 'moments'> {
  /** Null: as told last. */
  moments: readonly MomentMark[] | null;
}

/** A point of the loss curve: the target of the step's gradient, summed when it is not a scalar. */
export interface LossPoint {
  step: number;
  loss: number;
}

/** `w ← w − lr · g` with its numbers, for an `update` or `assign` moment; the slots' cells are in the frame. */
export interface UpdateView {
  node: NodeId;
  /** `SGD`, `Adam`, or `assign`. */
  rule: string;
  /** KaTeX of the rule: `w \leftarrow w - \eta\, g`. */
  formula: string;
  slot: SlotId;
  /** Scalars of the rule at this step: `{ learningRate: 0.01 }`. */
  hyperparameters: Readonly<Record<string, number>>;
}

/** A start value that the script has and a person may pin. */
export interface Tunable {
  key: TunableKey;
  label: string;
  kind: 'variable' | 'hyperparameter';
  shape: readonly number[];
  /** The value the run started from, row-major; null when it has more than `SMALL_TENSOR` elements. */
  start: readonly number[] | null;
  pinned: boolean;
}
