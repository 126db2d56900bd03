/**
 * The blocks of one level: single items, whole groups, and chains of ops folded into a column. A block
 * is moved as one piece by the column layout.
 */
import type { Crossing, InnerLayout, Level } from './layoutGraph';
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
}

/** An edge between a block and the outside of the level. */
export interface BlockCrossing {
  edge: string;
  block: number;
  /** Where it meets the block, measured down from its top. */
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
  const next = chainSuccessors(level);
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
      for (let i = 0; i < fold && at !== undefined; i++) {
        const link: { edge: string; target: string } | undefined = next.get(at);
        home.set(at, { block: blocks.length, y: appendMember(block, children.get(at)!, inner) });
        if (link && i + 1 < fold) vertical.push(link.edge);
        at = link?.target;
      }
      blocks.push(block);
    }
  }

  /** The height at which an edge meets a block: where it crosses a group's side, else the middle of the item. */
  const meetingY = ({ edge, child }: Crossing, side: 'entries' | 'exits'): number =>
    home.get(child)!.y + (inner.get(child)?.[side].get(edge) ?? children.get(child)!.height / 2);
  const crossings = (list: readonly Crossing[], side: 'entries' | 'exits'): BlockCrossing[] =>
    list.map((crossing) => ({
      edge: crossing.edge,
      block: home.get(crossing.child)!.block,
      y: meetingY(crossing, side),
    }));

  const inVertical = new Set(vertical);
  const edges = level.edges
    .filter((edge) => !inVertical.has(edge.id))
    .map((edge) => ({
      id: edge.id,
      source: home.get(edge.source)!.block,
      target: home.get(edge.target)!.block,
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

/** Adds a child below what the block holds, and returns its top within the block. */
function appendMember(block: Block, child: Level['children'][number], inner: ReadonlyMap<string, InnerLayout>): number {
  const size = child.isGroup ? inner.get(child.id)! : { width: NODE_WIDTH, height: child.height };
  const y = block.members.length > 0 ? block.height + CHAIN_GAP : 0;
  block.members.push({ id: child.id, isGroup: child.isGroup, x: 0, y, width: size.width, height: size.height });
  block.width = Math.max(block.width, size.width);
  block.height = y + size.height;
  return y;
}

/**
 * The straight chains: from an op to the one op that uses it, where that op takes nothing else but
 * leaves. Groups are blocks of their own and end a chain.
 */
function chainSuccessors(level: Level): Map<string, { edge: string; target: string }> {
  const children = new Map(level.children.map((child) => [child.id, child]));
  const outgoing = new Map<string, Level['edges'][number][]>();
  const incoming = new Map<string, Set<string>>();
  for (const edge of level.edges) {
    outgoing.set(edge.source, [...(outgoing.get(edge.source) ?? []), edge]);
    if (children.get(edge.source)!.isLeaf) continue;
    incoming.set(edge.target, (incoming.get(edge.target) ?? new Set()).add(edge.source));
  }
  const next = new Map<string, { edge: string; target: string }>();
  for (const child of level.children) {
    const edges = outgoing.get(child.id) ?? [];
    if (child.isLeaf || child.isGroup || edges.length !== 1) continue;
    const [edge] = edges;
    const target = children.get(edge.target)!;
    if (target.isGroup || incoming.get(edge.target)!.size !== 1) continue;
    next.set(child.id, { edge: edge.id, target: edge.target });
  }
  return next;
}
