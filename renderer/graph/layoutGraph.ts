/**
 * Where everything stands: a pure function of what is visible. Left to right, the rank of an item is
 * its distance from the start in tape order; within a rank, barycentre sweeps bring items near to what
 * they are joined to. A group is laid out by itself and stands in its parent as one block, so that its
 * frame never covers a stranger. Straight chains of ops are folded into columns, read downwards, until
 * the drawing has about the shape of the canvas: a tape is long and thin, a window is not.
 */
import type { ColumnFold } from './layoutChains';
import { flatten, layoutLevel, levelsOf, ROOT, type InnerLayout, type Level } from './layoutLevels';

export interface LayoutInput {
  items: readonly { id: string; group: string | null; isLeaf: boolean; height: number }[];
  edges: readonly { id: string; source: string; target: string }[];
  groups: readonly { id: string; parent: string | null }[];
}

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

/** Flow units (CSS pixels at zoom 1), top left corners, the drawing starting at (0, 0). */
export interface Layout {
  items: Readonly<Record<string, Box>>;
  groups: Readonly<Record<string, Box>>;
  /** Edges that go straight down inside a folded chain, from bottom to top side. */
  vertical: readonly string[];
  /** Points that a long edge passes through between the columns it crosses. */
  routes: Readonly<Record<string, readonly Point[]>>;
  width: number;
  height: number;
}

/** The canvas of a 1280 × 800 window: the fold is chosen so that text stays legible there. */
const CANVAS = { width: 620, height: 540 };

/**
 * How tall a column may be into which a straight chain is folded: in groups of items alone, in groups
 * of groups, and outside. 0 folds nothing; the others hold two to four items, or two groups.
 */
const ITEM_FOLDS = [0, 210, 335, 460];
const GROUP_FOLDS = [0, 460, 830];
/** Outside, a leaf may also stand above the op that uses it, where that saves a column. */
const OUTSIDE_FOLDS: readonly ColumnFold[] = [0, 210, 335, 460, 600, 830].flatMap((height) =>
  height === 0 ? [{ height, leavesOnTop: false }] : [false, true].map((leavesOnTop) => ({ height, leavesOnTop })),
);
const USUAL_OUTSIDE: ColumnFold = { height: 460, leavesOnTop: true };
/** Above this many items the drawing is larger than any window, and the fold is not worth a search. */
const LARGE = 150;

type LaidLevels = ReadonlyMap<string, InnerLayout>;

export function layoutGraph(input: LayoutInput): Layout {
  const levels = levelsOf(input);
  const outside = levels.filter((level) => level.id === ROOT);
  const isLarge = input.items.length > LARGE;
  // The folds inside are chosen for the usual fold outside, and that one for them: a search of both would take ten times as long.
  const inside = best(isLarge ? [insideOf(levels, 335, 460)] : foldsInside(levels), (laid) =>
    layoutLevels(outside, USUAL_OUTSIDE, laid),
  );
  const laid = isLarge
    ? layoutLevels(outside, { height: 460, leavesOnTop: false }, inside)
    : best(OUTSIDE_FOLDS.map((fold) => layoutLevels(outside, fold, inside)));
  return flatten(input, laid);
}

function foldsInside(levels: readonly Level[]): LaidLevels[] {
  const folds = ITEM_FOLDS.flatMap((items) => GROUP_FOLDS.map((groups) => [items, groups]));
  return levels.length > 1 ? folds.map(([items, groups]) => insideOf(levels, items, groups)) : [new Map()];
}

function insideOf(levels: readonly Level[], itemFold: number, groupFold: number): LaidLevels {
  const groups = levels.filter((level) => level.id !== ROOT);
  const holdsGroups = (level: Level): boolean => level.children.some((child) => child.isGroup);
  const laid = layoutLevels(
    groups.filter((level) => !holdsGroups(level)),
    plain(itemFold),
    new Map(),
  );
  return layoutLevels(groups.filter(holdsGroups), plain(groupFold), laid);
}

function plain(height: number): ColumnFold {
  return { height, leavesOnTop: false };
}

/** The one that fits the canvas best. A fold must pay: the plain order, which comes first, is the easiest to read. */
function best(candidates: readonly LaidLevels[], complete = (laid: LaidLevels) => laid): LaidLevels {
  let chosen = candidates[0];
  let fit = fitOf(complete(chosen));
  for (const candidate of candidates.slice(1)) {
    const candidateFit = fitOf(complete(candidate));
    if (candidateFit <= fit * 1.04) continue;
    chosen = candidate;
    fit = candidateFit;
  }
  return chosen;
}

/** Adds these levels (innermost first, since a group's size is needed where it stands) to those laid out before. */
function layoutLevels(levels: readonly Level[], fold: ColumnFold, before: LaidLevels): LaidLevels {
  const all = new Map(before);
  for (const level of levels) all.set(level.id, layoutLevel(level, all, fold));
  return all;
}

/** The zoom at which a drawing fits the canvas; 1 when it needs no shrinking. */
function fitOf(laid: LaidLevels): number {
  const { width, height } = laid.get(ROOT) ?? { width: 0, height: 0 };
  return Math.min(1, CANVAS.width / Math.max(1, width), CANVAS.height / Math.max(1, height));
}
