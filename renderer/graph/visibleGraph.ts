import type { EdgeId, GraphNode, GraphSnapshot, GroupId, NodeId } from '../../engine/protocol';

/** Groups start closed when a graph would show more nodes than this. */
export const MANY_NODES = 60;

export const NODE_WIDTH = 140;
export const TITLE_HEIGHT = 31;
export const ROW_HEIGHT = 23;

/** What is drawn: nodes, and closed groups standing for what is in them. */
export interface VisibleGraph {
  items: readonly VisibleItem[];
  edges: readonly VisibleEdge[];
  /** Open groups with something in them. */
  groups: readonly VisibleGroup[];
}

export type VisibleItem =
  | { kind: 'node'; id: NodeId; node: GraphNode; group: GroupId | null; isLeaf: boolean; height: number }
  | {
      kind: 'group';
      id: GroupId;
      label: string;
      members: readonly NodeId[];
      group: GroupId | null;
      isLeaf: false;
      height: number;
    };

export interface VisibleEdge {
  id: string;
  source: NodeId | GroupId;
  target: NodeId | GroupId;
  /** The uses of slots it stands for: one, or several between closed groups. */
  carries: readonly EdgeId[];
}

export interface VisibleGroup {
  id: GroupId;
  label: string;
  parent: GroupId | null;
}

/** Which groups are open: what a person chose, else all of them in a small graph and none in a large one. */
export function isGroupOpen(
  snapshot: GraphSnapshot,
  openGroups: Readonly<Record<GroupId, boolean>>,
  group: GroupId,
): boolean {
  return openGroups[group] ?? snapshot.nodes.length <= MANY_NODES;
}

/** Replaces the contents of closed groups by one item each. Items keep the tape order of their first node. */
export function visibleGraph(snapshot: GraphSnapshot, openGroups: Readonly<Record<GroupId, boolean>>): VisibleGraph {
  const groups = joinedGroups(snapshot);
  const used = new Set(snapshot.edges.map((edge) => edge.target));

  /** The outermost closed group around a node, if any. */
  const closedAround = (group: GroupId | null): GroupId | null => {
    let closed: GroupId | null = null;
    for (let id = group; id !== null; id = groups.get(id)?.parent ?? null) {
      if (!isGroupOpen(snapshot, openGroups, id)) closed = id;
    }
    return closed;
  };

  const items: VisibleItem[] = [];
  const standsFor = new Map<NodeId, NodeId | GroupId>();
  const members = new Map<GroupId, NodeId[]>();
  for (const node of snapshot.nodes) {
    const closed = closedAround(node.group);
    standsFor.set(node.id, closed ?? node.id);
    if (closed === null) {
      items.push({
        kind: 'node',
        id: node.id,
        node,
        group: node.group,
        isLeaf: !used.has(node.id),
        height: nodeHeight(node),
      });
      continue;
    }
    const known = members.get(closed);
    if (known) {
      known.push(node.id);
      continue;
    }
    const list = [node.id];
    members.set(closed, list);
    const { shortLabel, parent } = groups.get(closed)!;
    items.push({
      kind: 'group',
      id: closed,
      label: shortLabel,
      members: list,
      group: parent,
      isLeaf: false,
      height: TITLE_HEIGHT + 2 * ROW_HEIGHT + 6,
    });
  }

  return {
    items,
    edges: visibleEdges(snapshot, standsFor),
    groups: openGroupsWithContent(snapshot, groups, items, openGroups),
  };
}

/** One value and one gradient row for each output. */
function nodeHeight(node: GraphNode): number {
  return TITLE_HEIGHT + 2 * ROW_HEIGHT * Math.max(1, node.outputs.length) + 6;
}

function visibleEdges(
  snapshot: GraphSnapshot,
  standsFor: ReadonlyMap<NodeId, NodeId | GroupId>,
): readonly VisibleEdge[] {
  const bundles = new Map<string, VisibleEdge & { carries: EdgeId[] }>();
  for (const edge of snapshot.edges) {
    const source = standsFor.get(edge.source)!;
    const target = standsFor.get(edge.target)!;
    if (source === target) continue;
    const isPlain = source === edge.source && target === edge.target;
    // Two uses of a value by one op (x · x) are two edges; uses through a closed group are one.
    const key = isPlain ? edge.id : `${source}→${target}`;
    const bundle = bundles.get(key);
    if (bundle) bundle.carries.push(edge.id);
    else bundles.set(key, { id: key, source, target, carries: [edge.id] });
  }
  return [...bundles.values()];
}

/** A group that is drawn, or may be. */
interface JoinedGroup extends VisibleGroup {
  /** Its name while it is closed. */
  shortLabel: string;
}

/**
 * The groups by id. One that holds a single group and nothing else adds no frame of its own, only its name, and
 * the two open and close as one: `sequential / dense`, or `sequential` while it is closed.
 */
function joinedGroups(snapshot: GraphSnapshot): ReadonlyMap<GroupId, JoinedGroup> {
  const all = new Map(snapshot.groups.map((group) => [group.id, group]));
  const inner = new Map<GroupId, number>();
  for (const { parent } of snapshot.groups) if (parent !== null) inner.set(parent, (inner.get(parent) ?? 0) + 1);
  const withNodes = new Set(snapshot.nodes.map((node) => node.group));
  const isShell = (id: GroupId): boolean => inner.get(id) === 1 && !withNodes.has(id);
  const joined = snapshot.groups
    .filter(({ id }) => !isShell(id))
    .map(({ id, label, parent }): JoinedGroup => {
      const names = [label];
      for (; parent !== null && isShell(parent); parent = all.get(parent)!.parent) {
        names.unshift(all.get(parent)!.label);
      }
      return { id, label: names.join(' / '), shortLabel: names[0], parent };
    });
  return new Map(joined.map((group) => [group.id, group]));
}

function openGroupsWithContent(
  snapshot: GraphSnapshot,
  groups: ReadonlyMap<GroupId, JoinedGroup>,
  items: readonly VisibleItem[],
  openGroups: Readonly<Record<GroupId, boolean>>,
): readonly VisibleGroup[] {
  const filled = new Set<GroupId>();
  for (const item of items) {
    for (let id = item.group; id !== null; id = groups.get(id)?.parent ?? null) filled.add(id);
  }
  return [...groups.values()]
    .filter(({ id }) => filled.has(id) && isGroupOpen(snapshot, openGroups, id))
    .map(({ id, label, parent }) => ({ id, label, parent }));
}
