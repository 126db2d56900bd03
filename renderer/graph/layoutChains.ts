/**
 * Straight chains, folded into columns. A chain goes from a child to the one child that uses it, where
 * that one takes nothing else but leaves: most of a tape is made of them.
 */
import type { InnerLayout, Level, LevelEdge } from './layoutLevels';
import { NODE_WIDTH } from './visibleGraph';

/** How a level may be folded. */
export interface ColumnFold {
  /** How tall a column may be; 0 folds nothing. */
  height: number;
  /** Whether a leaf may stand above the op that uses it instead of beside it. */
  leavesOnTop: boolean;
}

/** Between the members of a column: room for a carried number on the edge. */
export const CHAIN_GAP = 40;

/** The next member of a chain, and where the edge to it leaves this one and enters that one, from their left sides. */
export interface Link {
  edge: string;
  target: string;
  fromX: number;
  toX: number;
}

/** The members of one column from the top; the first has no link. */
export type Column = { child: string; link: Link | null }[];

/** Every child of the level in exactly one column, in tape order of the columns' first members. */
export function foldChains(level: Level, inner: ReadonlyMap<string, InnerLayout>, fold: ColumnFold): Column[] {
  const chains = chainsOf(level, inner);
  const children = new Map(level.children.map((child) => [child.id, child]));
  const onTop = new Set<string>();
  const columns: Column[] = [];
  for (const child of level.children) {
    if (child.isLeaf || !chains.starts.has(child.id)) continue;
    let column: Column | null = null;
    let height = 0;
    let link: Link | null = null;
    for (let at: string | null = child.id; at !== null; at = link?.target ?? null) {
      const added: number = CHAIN_GAP + heightOf(children.get(at)!, inner);
      if (column && height + added <= fold.height) {
        column.push({ child: at, link });
        height += added;
      } else {
        column = [{ child: at, link: null }];
        height = added - CHAIN_GAP;
        const leaf = fold.leavesOnTop ? chains.leafFor.get(at) : undefined;
        if (leaf && height + CHAIN_GAP + heightOf(children.get(leaf.leaf)!, inner) <= fold.height) {
          column = [
            { child: leaf.leaf, link: null },
            { child: at, link: leaf },
          ];
          height += CHAIN_GAP + heightOf(children.get(leaf.leaf)!, inner);
          onTop.add(leaf.leaf);
        }
        columns.push(column);
      }
      link = chains.next.get(at) ?? null;
    }
  }
  for (const child of level.children) {
    if (child.isLeaf && !onTop.has(child.id)) columns.push([{ child: child.id, link: null }]);
  }
  const place = new Map(level.children.map((child, i) => [child.id, i]));
  return columns.sort((a, b) => place.get(a[0].child)! - place.get(b[0].child)!);
}

export function heightOf(child: Level['children'][number], inner: ReadonlyMap<string, InnerLayout>): number {
  return inner.get(child.id)?.height ?? child.height;
}

interface Chains {
  next: ReadonlyMap<string, Link>;
  /** Children that continue no chain. */
  starts: ReadonlySet<string>;
  /** The last leaf that only this child uses. */
  leafFor: ReadonlyMap<string, Link & { leaf: string }>;
}

/** A group takes part when nothing of it stands between the item and the group's edge. */
function chainsOf(level: Level, inner: ReadonlyMap<string, InnerLayout>): Chains {
  const children = new Map(level.children.map((child, i) => [child.id, { ...child, place: i }]));
  const outgoing = new Map<string, LevelEdge[]>();
  const incoming = new Map<string, Set<string>>();
  for (const edge of level.edges) {
    outgoing.set(edge.source, [...(outgoing.get(edge.source) ?? []), edge]);
    if (children.get(edge.source)!.isLeaf) continue;
    incoming.set(edge.target, (incoming.get(edge.target) ?? new Set()).add(edge.source));
  }
  const next = new Map<string, Link>();
  const starts = new Set(children.keys());
  const leafFor = new Map<string, Link & { leaf: string }>();
  for (const [id, child] of children) {
    const edges = outgoing.get(id) ?? [];
    if (edges.length !== 1 || children.get(edges[0].target)!.place < child.place) continue;
    const link = linkAlong(edges[0], inner);
    if (!link) continue;
    if (child.isLeaf) {
      leafFor.set(link.target, { ...link, leaf: id });
    } else if (incoming.get(link.target)!.size === 1) {
      next.set(id, link);
      starts.delete(link.target);
    }
  }
  return { next, starts, leafFor };
}

/** The edge as a link straight down, or null when something stands in its way inside a group. */
function linkAlong(edge: LevelEdge, inner: ReadonlyMap<string, InnerLayout>): Link | null {
  const fromX = clearColumn(inner.get(edge.source), edge.from, 'below');
  const toX = clearColumn(inner.get(edge.target), edge.to, 'above');
  return fromX === null || toX === null ? null : { edge: edge.id, target: edge.target, fromX, toX };
}

/** The middle of an item's column within a group, if nothing stands below (or above) it there; of a single item its own. */
function clearColumn(group: InnerLayout | undefined, item: string, side: 'below' | 'above'): number | null {
  const own = group?.items.get(item);
  if (!group || !own) return NODE_WIDTH / 2;
  for (const box of group.items.values()) {
    const isInColumn = box.x < own.x + own.width && own.x < box.x + box.width;
    if (isInColumn && (side === 'below' ? box.y > own.y : box.y < own.y)) return null;
  }
  return own.x + own.width / 2;
}
