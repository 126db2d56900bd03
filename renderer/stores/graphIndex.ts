import type { EdgeId, GraphEdge, GraphGroup, GraphNode, GraphSnapshot, GroupId, NodeId } from '../../engine/protocol';

/** Look-ups into one snapshot, built once for it. */
export interface GraphIndex {
  nodes: ReadonlyMap<NodeId, GraphNode>;
  edges: ReadonlyMap<EdgeId, GraphEdge>;
  groups: ReadonlyMap<GroupId, GraphGroup>;
  /** Edges into a node, by input index. */
  inputs: ReadonlyMap<NodeId, readonly GraphEdge[]>;
  /** Edges out of a node, in the tape order of the ops that use it. */
  uses: ReadonlyMap<NodeId, readonly GraphEdge[]>;
  /** Position in tape order. */
  order: ReadonlyMap<NodeId, number>;
}

const indexes = new WeakMap<GraphSnapshot, GraphIndex>();

export function indexGraph(snapshot: GraphSnapshot): GraphIndex {
  const known = indexes.get(snapshot);
  if (known) return known;
  const order = new Map(snapshot.nodes.map((node, i) => [node.id, i]));
  const inputs = groupBy(snapshot.edges, (edge) => edge.target);
  for (const list of inputs.values()) list.sort((a, b) => a.inputIndex - b.inputIndex);
  const uses = groupBy(snapshot.edges, (edge) => edge.source);
  for (const list of uses.values()) list.sort((a, b) => order.get(a.target)! - order.get(b.target)!);
  const index: GraphIndex = {
    nodes: new Map(snapshot.nodes.map((node) => [node.id, node])),
    edges: new Map(snapshot.edges.map((edge) => [edge.id, edge])),
    groups: new Map(snapshot.groups.map((group) => [group.id, group])),
    inputs,
    uses,
    order,
  };
  indexes.set(snapshot, index);
  return index;
}

function groupBy<T, Key>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
