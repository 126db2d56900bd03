/**
 * The levels of a drawing: the whole of it and every group, each laid out by itself and placed in its
 * parent as one block.
 */
import { buildBlocks, type Block } from './layoutBlocks';
import type { ColumnFold } from './layoutChains';
import { arrangeColumns } from './layoutColumns';
import type { Box, Layout, LayoutInput, Point } from './layoutGraph';
import { NODE_WIDTH } from './visibleGraph';

export const ROOT = '';

/** The space around the contents of a group's frame; its label stands in the top part. */
const GROUP_PADDING = { side: 14, top: 28, bottom: 14 };

export interface Level {
  /** The group's id, or '' for the whole drawing. */
  id: string;
  children: { id: string; isGroup: boolean; isLeaf: boolean; height: number }[];
  /** Edges between children; `from` and `to` are the items at their ends, which may stand deeper. */
  edges: LevelEdge[];
  /** Edges from outside into a child (or something in it), and from a child to the outside. */
  entering: Crossing[];
  leaving: Crossing[];
}

export interface LevelEdge {
  id: string;
  source: string;
  target: string;
  from: string;
  to: string;
}

export interface Crossing {
  edge: string;
  child: string;
}

export interface InnerLayout {
  width: number;
  height: number;
  /** Everything inside, at any depth, relative to this level. */
  items: Map<string, Box>;
  groups: Map<string, Box>;
  vertical: string[];
  routes: Map<string, Point[]>;
  /** The height at which an edge crosses the left or right side of this level. */
  entries: Map<string, number>;
  exits: Map<string, number>;
}

/** Splits the drawing into levels, innermost first; every edge belongs to the level where its ends part. */
export function levelsOf(input: LayoutInput): Level[] {
  const parent = new Map<string, string>();
  for (const group of input.groups) parent.set(group.id, group.parent ?? ROOT);
  for (const item of input.items)
    parent.set(item.id, item.group !== null && parent.has(item.group) ? item.group : ROOT);

  const levels = new Map<string, Level>([[ROOT, emptyLevel(ROOT)]]);
  for (const group of input.groups) levels.set(group.id, emptyLevel(group.id));

  // A group takes its place in tape order at its first item.
  const placed = new Set<string>();
  for (const item of input.items) {
    for (const id of pathTo(item.id, parent).slice(1)) {
      if (placed.has(id)) continue;
      placed.add(id);
      const isGroup = id !== item.id;
      const child = { id, isGroup, isLeaf: !isGroup && item.isLeaf, height: isGroup ? 0 : item.height };
      levels.get(parent.get(id)!)!.children.push(child);
    }
  }
  for (const edge of input.edges) {
    const from = pathTo(edge.source, parent);
    const to = pathTo(edge.target, parent);
    let depth = 0;
    while (from[depth + 1] === to[depth + 1]) depth++;
    levels
      .get(from[depth])!
      .edges.push({ id: edge.id, source: from[depth + 1], target: to[depth + 1], from: edge.source, to: edge.target });
    for (let i = depth + 1; i + 1 < from.length; i++) {
      levels.get(from[i])!.leaving.push({ edge: edge.id, child: from[i + 1] });
    }
    for (let i = depth + 1; i + 1 < to.length; i++) {
      levels.get(to[i])!.entering.push({ edge: edge.id, child: to[i + 1] });
    }
  }
  const depthOf = (id: string): number => (id === ROOT ? 0 : pathTo(id, parent).length);
  return [...levels.values()]
    .filter((level) => level.children.length > 0)
    .sort((a, b) => depthOf(b.id) - depthOf(a.id));
}

function emptyLevel(id: string): Level {
  return { id, children: [], edges: [], entering: [], leaving: [] };
}

/** From the root to the item: `['', group, …, item]`. */
function pathTo(id: string, parent: ReadonlyMap<string, string>): string[] {
  const path = [id];
  for (let at = parent.get(id) ?? ROOT; at !== ROOT; at = parent.get(at) ?? ROOT) path.unshift(at);
  path.unshift(ROOT);
  return path;
}

export function layoutLevel(level: Level, inner: ReadonlyMap<string, InnerLayout>, fold: ColumnFold): InnerLayout {
  const blocks = buildBlocks(level, inner, fold);
  const { positions, routes, entries, exits, width, height } = arrangeColumns(blocks);

  const isGroup = level.id !== ROOT;
  const dx = isGroup ? GROUP_PADDING.side : 0;
  const dy = isGroup ? GROUP_PADDING.top : 0;
  const layout: InnerLayout = {
    width: width + 2 * dx,
    height: height + dy + (isGroup ? GROUP_PADDING.bottom : 0),
    items: new Map(),
    groups: new Map(),
    vertical: [...blocks.vertical],
    routes: new Map(),
    entries: new Map([...entries].map(([edge, y]) => [edge, y + dy])),
    exits: new Map([...exits].map(([edge, y]) => [edge, y + dy])),
  };
  for (const [edge, points] of routes) layout.routes.set(edge, shiftAll(points, dx, dy));
  blocks.blocks.forEach((block, i) => {
    const at = positions[i];
    for (const member of block.members) place(layout, member, at.x + dx, at.y + dy, inner);
  });
  return layout;
}

function place(
  layout: InnerLayout,
  member: Block['members'][number],
  x: number,
  y: number,
  inner: ReadonlyMap<string, InnerLayout>,
): void {
  const group = member.isGroup ? inner.get(member.id) : undefined;
  const box = { x: x + member.x, y: y + member.y, width: member.width, height: member.height };
  if (!group) {
    layout.items.set(member.id, box);
    return;
  }
  layout.groups.set(member.id, box);
  for (const [id, item] of group.items) layout.items.set(id, { ...item, x: item.x + box.x, y: item.y + box.y });
  for (const [id, sub] of group.groups) layout.groups.set(id, { ...sub, x: sub.x + box.x, y: sub.y + box.y });
  for (const [id, points] of group.routes) {
    layout.routes.set(id, [...(layout.routes.get(id) ?? []), ...shiftAll(points, box.x, box.y)]);
  }
  layout.vertical.push(...group.vertical);
}

function shiftAll(points: readonly Point[], dx: number, dy: number): Point[] {
  return points.map((point) => ({ x: point.x + dx, y: point.y + dy }));
}

/** The parts of a route come from several levels; edges go to the right, so its points are in order of x. */
function routesInOrder(input: LayoutInput, root: InnerLayout): Record<string, Point[]> {
  const routes: Record<string, Point[]> = {};
  const vertical = new Set(root.vertical);
  for (const { id, source, target } of input.edges) {
    const points = root.routes.get(id);
    const goesRight = !vertical.has(id) && root.items.get(source)!.x < root.items.get(target)!.x;
    if (points && goesRight) routes[id] = points.sort((a, b) => a.x - b.x);
  }
  return routes;
}

export function flatten(input: LayoutInput, inner: ReadonlyMap<string, InnerLayout>): Layout {
  const root = inner.get(ROOT);
  if (!root) return { items: {}, groups: {}, vertical: [], routes: {}, width: 0, height: 0 };
  return {
    items: Object.fromEntries(root.items),
    groups: Object.fromEntries(root.groups),
    vertical: root.vertical,
    routes: routesInOrder(input, root),
    width: Math.max(root.width, NODE_WIDTH),
    height: root.height,
  };
}
