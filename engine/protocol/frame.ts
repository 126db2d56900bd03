import type { EdgeId, NodeId, SlotId } from './ids';
import type { Cell, TensorView } from './tensorView';
import type { MomentMark, UpdateView } from './timeline';

/**
 * All numbers visible at the play head. A full frame replaces the mirror; the others carry only
 * the cells that changed since the frame before. Frames for a structure that is no longer current
 * are dropped, never queued.
 */
export interface Frame {
  structure: number;
  full: boolean;
  values: readonly (readonly [SlotId, Cell])[];
  gradients: readonly (readonly [SlotId, Cell])[];
  /** What has been carried along an edge so far (`pending` before). */
  contributions: readonly (readonly [EdgeId, Cell])[];
  /** The targets whose gradients are shown: those of the backward pass that runs or ran last. Empty before there is one; gradients of two passes are never mixed. */
  targets: readonly SlotId[];
  /** The last moment that has happened, null at the very start. */
  moment: MomentMark | null;
  /** The variable change of that moment, old value, gradient and new value. */
  update: (UpdateView & { old: TensorView; gradient: TensorView | null; new: TensorView }) | null;
}

/** The inspector's answer about one node at the play head. */
export interface NodeDetail {
  node: NodeId;
  slot: SlotId;
  value: Cell;
  gradient: Cell;
  /** The chain rule through this op, one entry per input that can have a gradient; empty before the backward pass has visited it. */
  chain: readonly ChainTerm[];
  /** How this node's own gradient came about: one term per use, in the order they were added. */
  sum: readonly SumTerm[];
  /** The chain rule checked against finite differences in float64; null before there is one. */
  check: GradientCheck | null;
}

export interface ChainTerm {
  edge: EdgeId;
  /** The input's node and label. */
  input: NodeId;
  inputLabel: string;
  upstream: TensorView;
  /** dy/du element by element, where the op has such a thing (elementwise ops, scalars); null for the others, whose rule is in OpInfo.derivatives. */
  local: TensorView | null;
  /** The derivative with this node's numbers in it, as plain text (`2 · 4`); null where it would not fit. */
  localText: string | null;
  /** `pending` while the play head stands between the visit and this contribution. */
  contribution: Cell;
}

export interface SumTerm {
  edge: EdgeId;
  from: NodeId;
  fromLabel: string;
  contribution: TensorView;
  /** The gradient after this term was added. */
  runningSum: TensorView;
}

export interface GradientCheck {
  /** The element looked at, as an index per axis of the input. */
  index: readonly number[];
  input: NodeId;
  analytic: number;
  numeric: number;
  relativeError: number;
  passed: boolean;
}
