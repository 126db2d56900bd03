import { Position, type Edge, type Node } from '@xyflow/react';
import type { EdgeId, GraphNode, GroupId, NodeId } from '../../engine/protocol';
import type { Box, Layout, Point } from './layoutGraph';
import type { VisibleEdge, VisibleGraph, VisibleItem } from './visibleGraph';

export type TapeFlowNode = Node<{ node: GraphNode }, 'tape'>;
export type ClosedGroupFlowNode = Node<{ id: GroupId; label: string; members: readonly NodeId[] }, 'closedGroup'>;
export type FrameFlowNode = Node<{ id: GroupId; label: string }, 'frame'>;
export type FlowNode = TapeFlowNode | ClosedGroupFlowNode | FrameFlowNode;
export type FlowEdge = Edge<
  { carries: readonly EdgeId[]; route: readonly Point[]; isVertical: boolean; bow: number },
  'tape'
>;

/** How far apart two uses of the same value by the same op are drawn. */
const BOW = 34;

/**
 * React Flow's objects for one layout. They hold structure only: values are read by the nodes
 * themselves, so that these arrays stay the same objects while numbers change.
 */
export function flowElements(graph: VisibleGraph, layout: Layout): { nodes: FlowNode[]; edges: FlowEdge[] } {
  const frames = graph.groups
    .filter((group) => layout.groups[group.id])
    .map((group): FrameFlowNode => {
      const box = layout.groups[group.id];
      return { ...placed(group.id, box), type: 'frame', data: group, focusable: false, zIndex: -1 };
    });
  const nodes = graph.items
    .filter((item) => layout.items[item.id])
    .map((item) => flowNode(item, layout.items[item.id]));
  const vertical = new Set(layout.vertical);
  const bows = bowsOf(graph.edges);
  const edges = graph.edges
    .filter((edge) => layout.items[edge.source] && layout.items[edge.target])
    .map((edge): FlowEdge => {
      const isVertical = vertical.has(edge.id);
      return {
        id: edge.id,
        type: 'tape',
        source: edge.source,
        target: edge.target,
        sourceHandle: isVertical ? 'bottom' : 'right',
        targetHandle: isVertical ? 'top' : 'left',
        data: { carries: edge.carries, route: layout.routes[edge.id] ?? [], isVertical, bow: bows.get(edge.id) ?? 0 },
        focusable: false,
      };
    });
  return { nodes: [...frames, ...nodes], edges };
}

function flowNode(item: VisibleItem, box: Box): FlowNode {
  const common = { ...placed(item.id, box), handles: handlesOf(box) };
  if (item.kind === 'group') {
    const { id, label, members } = item;
    return { ...common, type: 'closedGroup', data: { id, label, members }, ariaLabel: `${label}, closed group` };
  }
  return { ...common, type: 'tape', data: { node: item.node }, ariaLabel: describeNode(item.node) };
}

/** `measured` says that the size is known: React Flow then measures nothing, and paints at once. */
function placed(id: string, { x, y, width, height }: Box) {
  return { id, position: { x, y }, width, height, measured: { width, height } };
}

function handlesOf({ width, height }: Box): NonNullable<FlowNode['handles']> {
  const size = { width: 1, height: 1 };
  return [
    { id: 'left', type: 'target', position: Position.Left, x: 0, y: height / 2, ...size },
    { id: 'top', type: 'target', position: Position.Top, x: width / 2, y: 0, ...size },
    { id: 'right', type: 'source', position: Position.Right, x: width - 1, y: height / 2, ...size },
    { id: 'bottom', type: 'source', position: Position.Bottom, x: width / 2, y: height - 1, ...size },
  ];
}

function bowsOf(edges: readonly VisibleEdge[]): Map<string, number> {
  const pairs = new Map<string, string[]>();
  for (const edge of edges) {
    const pair = `${edge.source}→${edge.target}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), edge.id]);
  }
  const bows = new Map<string, number>();
  for (const ids of pairs.values()) ids.forEach((id, i) => bows.set(id, (i - (ids.length - 1) / 2) * BOW));
  return bows;
}

/** A node in words, without its numbers (those are text inside it). */
export function describeNode(node: GraphNode): string {
  const { dtype, shape } = node.outputs[0] ?? { dtype: 'float32', shape: [] };
  const name = titleOf(node);
  const what = node.kind === 'op' ? 'op' : node.kind;
  return `${name.name ? `${name.name} = ` : ''}${name.what}, ${what}, ${dtype} [${shape.join(', ')}]`;
}

/** `loss = mean` for an op whose result the script named, `kernel` for a leaf. */
export function titleOf(node: GraphNode): { name: string | null; what: string } {
  if (node.kind !== 'op' || node.op === null) return { name: null, what: node.label };
  const name = node.assignedTo ?? (node.label !== node.op ? node.label : null);
  return { name, what: node.op };
}
