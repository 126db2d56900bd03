/**
 * The columns of one level. Blocks get a rank, long edges get a small stand-in in every column they
 * cross (so that nothing is placed upon them), sweeps order each column by the barycentre of its
 * neighbours, and more sweeps move the blocks to the height of what they are joined to.
 */
import type { Block, BlockCrossing, BlockEdge, Blocks } from './layoutBlocks';
import type { Point } from './layoutGraph';

const COLUMN_GAP = 40;
const ROW_GAP = 22;
const STAND_IN_HEIGHT = 10;
/** Longer edges run free: stand-ins for all of them would dwarf a very long tape. */
const LONGEST_ROUTED = 24;
/** About the height of one item: such blocks are aligned with their edges level. */
const LEVEL_HEIGHT = 110;
/** Shorter ways into a column need no point of their own. */
const APPROACH = 6;
const ORDER_SWEEPS = 6;
const HEIGHT_SWEEPS = 8;

interface Cell {
  width: number;
  height: number;
  rank: number;
  y: number;
  /** Neighbours to the left and to the right, with the heights at which the edge meets both. */
  left: Link[];
  right: Link[];
}

interface Link {
  cell: Cell;
  /** Offset of the edge's end in this cell and in the neighbour. */
  here: number;
  there: number;
}

export interface Columns {
  /** Top left corner of each block. */
  positions: Point[];
  routes: Map<string, Point[]>;
  /** The heights at which edges cross the left and the right side. */
  entries: Map<string, number>;
  exits: Map<string, number>;
  width: number;
  height: number;
}

export function arrangeColumns({ blocks, edges, entering, leaving }: Blocks): Columns {
  const order = inputsFirst(blocks.length, edges);
  const place = new Map(order.map((block, i) => [block, i]));
  // Edges can only point backwards where a group is left and entered again; such edges do not rank.
  const forward = edges.filter((edge) => place.get(edge.source)! < place.get(edge.target)!);
  const ranks = rankBlocks(blocks, forward, order);
  const cells: Cell[] = blocks.map((block, i) => ({
    width: block.width,
    height: block.height,
    rank: ranks[i],
    y: 0,
    left: [],
    right: [],
  }));
  const standIns = new Map<string, Cell[]>();
  for (const edge of forward) join(cells, edge, standIns);
  const lastRank = Math.max(...ranks);
  for (const crossing of entering) comeIn(cells, crossing, standIns);
  for (const crossing of leaving) goOut(cells, crossing, lastRank, standIns);

  const columns: Cell[][] = [];
  for (const cell of cells) (columns[cell.rank] ??= []).push(cell);
  for (const list of standIns.values()) for (const cell of list) columns[cell.rank].push(cell);

  orderColumns(columns);
  for (const column of columns) stack(column);
  settleHeights(columns);

  const lefts = columnLefts(columns);
  const top = Math.min(...columns.flat().map((cell) => cell.y));
  const bottom = Math.max(...columns.flat().map((cell) => cell.y + cell.height));
  const positions = blocks.map((_, i) => centred(cells[i], lefts, top));
  const routes = new Map<string, Point[]>();
  for (const [edge, list] of standIns)
    routes.set(
      edge,
      list.flatMap((cell) => across(cell, lefts, top)),
    );
  addApproaches(routes, cells, positions, lefts, { edges: forward, entering, leaving });
  const last = lefts[lefts.length - 1];
  // A crossing without stand-ins meets its block directly.
  const crossingY = (list: readonly BlockCrossing[], pick: (cells: Cell[]) => Cell): Map<string, number> =>
    new Map(
      list.map(({ edge, block, y }) => {
        const crossed = standIns.get(edge);
        const height = crossed ? pick(crossed).y + STAND_IN_HEIGHT / 2 : cells[block].y + y;
        return [edge, height - top];
      }),
    );
  return {
    positions,
    routes,
    entries: crossingY(entering, (crossed) => crossed[0]),
    exits: crossingY(leaving, (crossed) => crossed[crossed.length - 1]),
    width: last.x + last.width,
    height: bottom - top,
  };
}

/** The blocks with their inputs before them, otherwise in tape order. */
function inputsFirst(count: number, edges: readonly BlockEdge[]): number[] {
  const inputs: number[][] = Array.from({ length: count }, () => []);
  for (const edge of edges) inputs[edge.target].push(edge.source);
  const order: number[] = [];
  const seen = new Set<number>();
  const visit = (block: number): void => {
    if (seen.has(block)) return;
    seen.add(block);
    for (const input of inputs[block]) visit(input);
    order.push(block);
  };
  for (let block = 0; block < count; block++) visit(block);
  return order;
}

/**
 * Where a member stands inside its column's sides, an edge to it runs level from the side: only this
 * block is at that height, while a slanting edge would cross what is above or below.
 */
function addApproaches(
  routes: Map<string, Point[]>,
  cells: readonly Cell[],
  positions: readonly Point[],
  lefts: readonly { x: number; width: number }[],
  { edges, entering, leaving }: Pick<Blocks, 'edges' | 'entering' | 'leaving'>,
): void {
  const approach = (edge: string, block: number, x: number, y: number, side: 'left' | 'right'): void => {
    const column = lefts[cells[block].rank];
    const sideX = side === 'left' ? column.x : column.x + column.width;
    if (Math.abs(positions[block].x + x - sideX) < APPROACH) return;
    routes.set(edge, [...(routes.get(edge) ?? []), { x: sideX, y: positions[block].y + y }]);
  };
  for (const edge of edges) {
    approach(edge.id, edge.source, edge.sourceX, edge.sourceY, 'right');
    approach(edge.id, edge.target, edge.targetX, edge.targetY, 'left');
  }
  for (const { edge, block, x, y } of entering) approach(edge, block, x, y, 'left');
  for (const { edge, block, x, y } of leaving) approach(edge, block, x, y, 'right');
}

/** Longest distance from the start; a leaf stands directly before its first use. */
function rankBlocks(blocks: readonly Block[], edges: readonly BlockEdge[], order: readonly number[]): number[] {
  const ranks = blocks.map(() => 0);
  const incoming: number[][] = blocks.map(() => []);
  const outgoing: number[][] = blocks.map(() => []);
  for (const edge of edges) {
    incoming[edge.target].push(edge.source);
    outgoing[edge.source].push(edge.target);
  }
  for (const block of order) {
    for (const source of incoming[block]) ranks[block] = Math.max(ranks[block], ranks[source] + 1);
  }
  blocks.forEach((block, i) => {
    if (block.isLeaf && outgoing[i].length > 0) ranks[i] = Math.min(...outgoing[i].map((target) => ranks[target])) - 1;
  });
  return ranks;
}

function join(cells: readonly Cell[], edge: BlockEdge, standIns: Map<string, Cell[]>): void {
  const from = cells[edge.source];
  const to = cells[edge.target];
  const crossed = standInChain(from.rank + 1, to.rank);
  if (crossed.length === 0) {
    link(from, edge.sourceY, to, edge.targetY);
    return;
  }
  link(from, edge.sourceY, crossed[0], STAND_IN_HEIGHT / 2);
  link(crossed[crossed.length - 1], STAND_IN_HEIGHT / 2, to, edge.targetY);
  standIns.set(edge.id, crossed);
}

/** An edge from outside crosses the columns before its block. */
function comeIn(cells: readonly Cell[], { edge, block, y }: BlockCrossing, standIns: Map<string, Cell[]>): void {
  const crossed = standInChain(0, cells[block].rank);
  if (crossed.length === 0) return;
  link(crossed[crossed.length - 1], STAND_IN_HEIGHT / 2, cells[block], y);
  standIns.set(edge, crossed);
}

/** An edge to the outside crosses the columns after its block. */
function goOut(
  cells: readonly Cell[],
  { edge, block, y }: BlockCrossing,
  lastRank: number,
  standIns: Map<string, Cell[]>,
): void {
  const crossed = standInChain(cells[block].rank + 1, lastRank + 1);
  if (crossed.length === 0) return;
  link(cells[block], y, crossed[0], STAND_IN_HEIGHT / 2);
  standIns.set(edge, crossed);
}

/** Linked stand-ins for the ranks from `first` to before `end`; none for edges that are too long. */
function standInChain(first: number, end: number): Cell[] {
  const chain: Cell[] = [];
  if (end - first > LONGEST_ROUTED) return chain;
  for (let rank = first; rank < end; rank++) {
    const cell: Cell = { width: 0, height: STAND_IN_HEIGHT, rank, y: 0, left: [], right: [] };
    if (chain.length > 0) link(chain[chain.length - 1], STAND_IN_HEIGHT / 2, cell, STAND_IN_HEIGHT / 2);
    chain.push(cell);
  }
  return chain;
}

function link(from: Cell, fromY: number, to: Cell, toY: number): void {
  const here = pull(from, fromY);
  const there = pull(to, toY);
  from.right.push({ cell: to, here, there });
  to.left.push({ cell: from, here: there, there: here });
}

/**
 * The height at which an edge pulls at a cell. Tall blocks are pulled nearer to their middle: a folded
 * chain is entered at its top and left at its bottom, and level edges would make a staircase of them.
 */
function pull(cell: Cell, y: number): number {
  const middle = cell.height / 2;
  return middle + (y - middle) * Math.min(1, (LEVEL_HEIGHT / cell.height) ** 2);
}

/** Sweeps to the right and back; within a sweep each column is sorted by the mean place of its neighbours. */
function orderColumns(columns: readonly Cell[][]): void {
  for (const column of columns) stack(column);
  for (let sweep = 0; sweep < ORDER_SWEEPS; sweep++) {
    const toRight = sweep % 2 === 0;
    for (const column of toRight ? columns : [...columns].reverse()) {
      const centre = new Map(
        column.map((cell) => [cell, wishedTop(cell, toRight ? 'left' : 'right') + cell.height / 2]),
      );
      // Array.sort is stable, so ties keep tape order and the result is the same every time.
      column.sort((a, b) => centre.get(a)! - centre.get(b)!);
      stack(column);
    }
  }
}

/** Where a cell would stand if only its neighbours on one side (or both) counted. */
function wishedTop(cell: Cell, side: 'left' | 'right' | 'both'): number {
  const near = side === 'left' ? cell.left : side === 'right' ? cell.right : [...cell.left, ...cell.right];
  if (near.length === 0) return cell.y;
  let sum = 0;
  for (const { cell: other, here, there } of near) sum += other.y + there - here;
  return sum / near.length;
}

/** Puts a column's cells below each other, centred on 0. */
function stack(column: readonly Cell[]): void {
  let y = -(column.reduce((sum, cell) => sum + cell.height + ROW_GAP, -ROW_GAP) / 2);
  for (const cell of column) {
    cell.y = y;
    y += cell.height + ROW_GAP;
  }
}

/** Moves cells towards their neighbours, never across each other and never closer than the gap. */
function settleHeights(columns: readonly Cell[][]): void {
  for (let sweep = 0; sweep < HEIGHT_SWEEPS; sweep++) {
    const side = sweep >= HEIGHT_SWEEPS - 2 ? 'both' : sweep % 2 === 0 ? 'left' : 'right';
    for (const column of side === 'right' ? [...columns].reverse() : columns) spread(column, side);
  }
}

/**
 * The order-keeping placement nearest to the wishes, in least squares: neighbours that collide are
 * merged into a cluster which stands at the mean of its members' wishes (pool adjacent violators).
 */
function spread(column: readonly Cell[], side: 'left' | 'right' | 'both'): void {
  const clusters: { cells: Cell[]; sum: number; offset: number; y: number }[] = [];
  for (const cell of column) {
    let cluster = { cells: [cell], sum: wishedTop(cell, side), offset: cell.height + ROW_GAP, y: 0 };
    cluster.y = cluster.sum;
    for (;;) {
      const above = clusters[clusters.length - 1];
      if (!above || above.y + above.offset <= cluster.y) break;
      clusters.pop();
      cluster = {
        cells: [...above.cells, ...cluster.cells],
        sum: above.sum + cluster.sum - cluster.cells.length * above.offset,
        offset: above.offset + cluster.offset,
        y: 0,
      };
      cluster.y = cluster.sum / cluster.cells.length;
    }
    clusters.push(cluster);
  }
  for (const cluster of clusters) {
    let y = cluster.y;
    for (const cell of cluster.cells) {
      cell.y = y;
      y += cell.height + ROW_GAP;
    }
  }
}

function columnLefts(columns: readonly Cell[][]): { x: number; width: number }[] {
  let x = 0;
  return columns.map((column) => {
    const width = Math.max(...column.map((cell) => cell.width));
    const left = { x, width };
    x += width + COLUMN_GAP;
    return left;
  });
}

function centred(cell: Cell, lefts: readonly { x: number; width: number }[], top: number): Point {
  const { x, width } = lefts[cell.rank];
  return { x: x + (width - cell.width) / 2, y: cell.y - top };
}

/** A stand-in keeps its edge level across the whole column. */
function across(cell: Cell, lefts: readonly { x: number; width: number }[], top: number): Point[] {
  const { x, width } = lefts[cell.rank];
  const y = cell.y - top + cell.height / 2;
  return [
    { x, y },
    { x: x + width, y },
  ];
}
