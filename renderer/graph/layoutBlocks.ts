/**
 * The blocks of one level: single items, whole groups, and chains of them folded into a column. A block
 * is moved as one piece by the column layout.
 */
import type { Crossing, InnerLayout, Level } from './layoutLevels';
import { CHAIN_GAP, foldChains, heightOf, type ColumnFold, type Link } from './layoutChains';
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

export function buildBlocks(level: Level, inner: ReadonlyMap<string, InnerLayout>, fold: ColumnFold): Blocks {
  const children = new Map(level.children.map((child) => [child.id, child]));
  const blocks: Block[] = [];
  const vertical: string[] = [];
  const home = new Map<string, { block: number; y: number }>();
  for (const column of foldChains(level, inner, fold)) {
    const block: Block = { members: [], width: 0, height: 0, isLeaf: children.get(column[0].child)!.isLeaf };
    for (const { child, link } of column) {
      if (link) vertical.push(link.edge);
      home.set(child, { block: blocks.length, y: appendMember(block, children.get(child)!, link, inner) });
    }
    // In company a leaf is no longer free to stand beside its first use.
    if (column.length > 1) block.isLeaf = false;
    blocks.push(block);
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
  const size = { width: inner.get(child.id)?.width ?? NODE_WIDTH, height: heightOf(child, inner) };
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
