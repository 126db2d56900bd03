import type { GraphNode } from '../../engine/protocol';

/** Nodes whose name, op, scope, kind, or line (`:14`) matches, in tape order; all words must. */
export function searchNodes(nodes: readonly GraphNode[], query: string): readonly GraphNode[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return nodes.filter((node) => {
    const text = [node.label, node.assignedTo, node.op, node.group, node.kind, node.line && `:${node.line}`]
      .filter(Boolean)
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
