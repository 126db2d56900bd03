/**
 * Ids have types of their own, so that a node is never passed where a slot is meant.
 * All of them are stable while the structure of the training step stays the same:
 * the third op of step 1 and the third op of step 400 are the same node.
 */
declare const brand: unique symbol;
type Id<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A node of the graph: a variable, a constant or an executed op. */
export type NodeId = Id<string, 'NodeId'>;
/** One tensor of the graph: an output of a node. */
export type SlotId = Id<string, 'SlotId'>;
/** One use of a slot as an input of an op. */
export type EdgeId = Id<string, 'EdgeId'>;
/** A name scope such as `sequential/dense`. */
export type GroupId = Id<string, 'GroupId'>;
/** A start value that a person can pin: a variable's initial value or a hyperparameter. */
export type TunableKey = Id<string, 'TunableKey'>;
/** A cell of a notebook; as in nbformat. */
export type CellId = Id<string, 'CellId'>;
/** A number that pairs an answer with the question it belongs to. */
export type RequestId = Id<number, 'RequestId'>;
