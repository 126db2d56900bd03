import type { GraphNode, GraphSnapshot } from '../../engine/protocol';
import { indexGraph } from '../stores/graphIndex';

/** Nodes whose name, op, group, kind, or line (`:14`) matches, in tape order; all words must. */
export function searchNodes(snapshot: GraphSnapshot, query: string): readonly GraphNode[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return snapshot.nodes.filter((node) => {
    const facts = [
      node.label,
      node.assignedTo,
      node.op,
      groupPath(snapshot, node),
      node.kind,
      node.line && `:${node.line}`,
    ];
    const text = facts.filter(Boolean).join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** `sequential/dense`, from the labels of the groups around the node. */
function groupPath(snapshot: GraphSnapshot, node: GraphNode): string {
  const { groups } = indexGraph(snapshot);
  const labels: string[] = [];
  for (let id = node.group; id !== null; id = groups.get(id)?.parent ?? null)
    labels.unshift(groups.get(id)?.label ?? '');
  return labels.join('/');
}
