/**
 * The blocks of one level: single items, whole groups, and chains of them folded into a column. A block
 * is moved as one piece by the column layout.
 */
import type { Crossing, InnerLayout, Level, LevelEdge } from './layoutGraph';
import { NODE_WIDTH } from './visibleGraph';

export interface Block {
  members: { id: string; isGroup: boolean; x: number; y: number; width: number; height: number }[];
  width: number;
  height: number;
  isLeaf: boolean;
}

export interface BlockEdge {
  id: string;
  source: number;
  target: number;
  /** Where the edge leaves and enters, measured down from the top of its block. */
  sourceY: number;
  targetY: number;
  /** The right side of the member it leaves and the left side of the one it enters, from the left of the blocks. */
  sourceX: number;
  targetX: number;
}

/** An edge between a block and the outside of the level. */
export interface BlockCrossing {
  edge: string;
  block: number;
  /** Where it meets the block, measured from its top left corner: at a member's left side coming in, at its right going out. */
  x: number;
  y: number;
}

export interface Blocks {
  blocks: Block[];
  edges: BlockEdge[];
  entering: BlockCrossing[];
  leaving: BlockCrossing[];
  /** Edges inside folded chains. */
  vertical: string[];
}

/** Between the ops of a folded chain: room for a carried number on the edge. */
const CHAIN_GAP = 40;

export function buildBlocks(level: Level, inner: ReadonlyMap<string, InnerLayout>, fold: number): Blocks {
  const next = chainSuccessors(level, inner);
  const startsChain = new Set(level.children.map((child) => child.id));
  for (const { target } of next.values()) startsChain.delete(target);
  const children = new Map(level.children.map((child) => [child.id, child]));

  const blocks: Block[] = [];
  const vertical: string[] = [];
  const home = new Map<string, { block: number; y: number }>();
  for (const child of level.children) {
    if (!startsChain.has(child.id)) continue;
    let at: string | undefined = child.id;
    while (at !== undefined) {
      const block: Block = { members: [], width: 0, height: 0, isLeaf: children.get(at)!.isLeaf };
      let link: Link | null = null;
      for (let i = 0; i < fold && at !== undefined; i++) {
        if (link) vertical.push(link.edge);
        home.set(at, { block: blocks.length, y: appendMember(block, children.get(at)!, link, inner) });
        link = next.get(at) ?? null;
        at = link?.target;
      }
      blocks.push(block);
    }
  }

  /** The height at which an edge meets a block: where it crosses a group's side, else the middle of the item. */
  const meetingY = ({ edge, child }: Crossing, side: 'entries' | 'exits'): number =>
    home.get(child)!.y + (inner.get(child)?.[side].get(edge) ?? children.get(child)!.height / 2);
  const meetingX = (child: string, side: 'entries' | 'exits'): number => {
    const member = blocks[home.get(child)!.block].members.find(({ id }) => id === child)!;
    return side === 'entries' ? member.x : member.x + member.width;
  };
  const crossings = (list: readonly Crossing[], side: 'entries' | 'exits'): BlockCrossing[] =>
    list.map((crossing) => ({
      edge: crossing.edge,
      block: home.get(crossing.child)!.block,
      x: meetingX(crossing.child, side),
      y: meetingY(crossing, side),
    }));

  const inVertical = new Set(vertical);
  const edges = level.edges
    .filter((edge) => !inVertical.has(edge.id))
    .map((edge) => ({
      id: edge.id,
      source: home.get(edge.source)!.block,
      target: home.get(edge.target)!.block,
      sourceX: meetingX(edge.source, 'exits'),
      targetX: meetingX(edge.target, 'entries'),
      sourceY: meetingY({ edge: edge.id, child: edge.source }, 'exits'),
      targetY: meetingY({ edge: edge.id, child: edge.target }, 'entries'),
    }))
    .filter((edge) => edge.source !== edge.target);
  return {
    blocks,
    edges,
    entering: crossings(level.entering, 'entries'),
    leaving: crossings(level.leaving, 'exits'),
    vertical,
  };
}

/**
 * Adds a child below what the block holds, its column moved so that the edge into it runs straight
 * down, and returns its top within the block.
 */
function appendMember(
  block: Block,
  child: Level['children'][number],
  link: Link | null,
  inner: ReadonlyMap<string, InnerLayout>,
): number {
  const size = child.isGroup ? inner.get(child.id)! : { width: NODE_WIDTH, height: child.height };
  const above = block.members[block.members.length - 1];
  const y = above ? block.height + CHAIN_GAP : 0;
  const x = above && link ? above.x + link.fromX - link.toX : 0;
  block.members.push({ id: child.id, isGroup: child.isGroup, x, y, width: size.width, height: size.height });
  const left = Math.min(...block.members.map((member) => member.x));
  for (const member of block.members) member.x -= left;
  block.width = Math.max(...block.members.map((member) => member.x + member.width));
  block.height = y + size.height;
  return y;
}

/** The next member of a chain, and where the edge to it leaves this one and enters that one, from their left sides. */
interface Link {
  edge: string;
  target: string;
  fromX: number;
  toX: number;
}

/**
 * The straight chains: from a child to the one child that uses it, where that one takes nothing else
 * but leaves. A group takes part when nothing of it stands between the item and the group's edge.
 */
function chainSuccessors(level: Level, inner: ReadonlyMap<string, InnerLayout>): Map<string, Link> {
  const children = new Map(level.children.map((child, i) => [child.id, { ...child, place: i }]));
  const outgoing = new Map<string, LevelEdge[]>();
  const incoming = new Map<string, Set<string>>();
  for (const edge of level.edges) {
    outgoing.set(edge.source, [...(outgoing.get(edge.source) ?? []), edge]);
    if (children.get(edge.source)!.isLeaf) continue;
    incoming.set(edge.target, (incoming.get(edge.target) ?? new Set()).add(edge.source));
  }
  const next = new Map<string, Link>();
  for (const [id, child] of children) {
    const edges = outgoing.get(id) ?? [];
    if (child.isLeaf || edges.length !== 1) continue;
    const [edge] = edges;
    if (incoming.get(edge.target)!.size !== 1 || children.get(edge.target)!.place < child.place) continue;
    const fromX = clearColumn(inner.get(id), edge.from, 'below');
    const toX = clearColumn(inner.get(edge.target), edge.to, 'above');
    if (fromX !== null && toX !== null) next.set(id, { edge: edge.id, target: edge.target, fromX, toX });
  }
  return next;
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
