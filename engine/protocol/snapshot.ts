import type { EdgeId, GroupId, NodeId, SlotId } from './ids';
import type { DType } from './tensorView';

/**
 * The structure of one training step: what the graph looks like, with no values in it. Sent when
 * the structure changes; values follow in frames.
 */
export interface GraphSnapshot {
  /** Changes exactly when the structure does, so that a frame for another structure can be dropped. */
  structure: number;
  /** In tape order, which is a topological order; a leaf stands directly before its first use. */
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  groups: readonly GraphGroup[];
  /** Facts about the ops that occur, by op name: an op's formula and docs exist once, in the engine. */
  ops: Readonly<Record<string, OpInfo>>;
}

export interface GraphNode {
  id: NodeId;
  kind: 'variable' | 'constant' | 'op';
  /** What the node is called on screen: the script's own name where there is one (`x`, `yTrue`), else the weight's or op's name (`kernel`, `matmul`). */
  label: string;
  /** The op's name, a key of `GraphSnapshot.ops`; null for variables and constants. */
  op: string | null;
  /** The script's own name for the result (`loss`, `y`), where it has one. */
  assignedTo: string | null;
  outputs: readonly GraphSlot[];
  group: GroupId | null;
  /** 1-based line of the script that created it; null when no script line did. */
  line: number | null;
  /** Whether a tape follows it: only then can it have a gradient. */
  watched: boolean;
  /** For variables: whether an optimizer may change it. */
  trainable: boolean;
  attributes: Readonly<Record<string, string>>;
}

export interface GraphSlot {
  id: SlotId;
  shape: readonly number[];
  dtype: DType;
}

export interface GraphEdge {
  id: EdgeId;
  source: NodeId;
  sourceSlot: SlotId;
  target: NodeId;
  /** Which input of the target op this is, from 0. */
  inputIndex: number;
}

export interface GraphGroup {
  id: GroupId;
  /** The last part of the scope: `dense` of `sequential/dense`. */
  label: string;
  parent: GroupId | null;
}

export interface OpInfo {
  /** The name in this API: `reduceMean`. */
  name: string;
  /** TensorFlow's name: `tf.reduce_mean`. */
  tfName: string;
  /** One sentence. */
  doc: string;
  /** KaTeX of the value, in the letters of `inputs`: `y = u^2`. */
  formula: string;
  /** KaTeX of the derivative with respect to each input, same order as `inputs`: `\frac{dy}{du} = 2u`. Null where there is none. */
  derivatives: readonly (string | null)[];
  /** The letter of each input in the formulas. */
  inputs: readonly string[];
}
