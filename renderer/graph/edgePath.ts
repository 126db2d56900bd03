import type { Point } from './layoutGraph';

export interface EdgePath {
  /** SVG path from the source to the target. */
  d: string;
  /** Where a number on the edge stands. */
  middle: Point;
}

export interface EdgeEnds {
  source: Point;
  target: Point;
  /** Points passed on the way, for edges across columns. */
  route: readonly Point[];
  /** Down inside a folded chain rather than to the right. */
  isVertical: boolean;
  /** Sideways bend that keeps two uses of one value apart. */
  bow: number;
}

/** A smooth curve, level (or upright) at both ends and at every point it passes. */
export function edgePath({ source, target, route, isVertical, bow }: EdgeEnds): EdgePath {
  if (isVertical) return uprightPath(source, target, bow);
  const points = [source, ...route, target];
  let d = `M ${source.x} ${source.y}`;
  for (let i = 1; i < points.length; i++) d += levelCurve(points[i - 1], points[i], bow);
  // A long edge carries its number in its last gap, next to the op that sends it back.
  const before = points[points.length - 2];
  return { d, middle: { x: (before.x + target.x) / 2, y: (before.y + target.y) / 2 + 0.75 * bow } };
}

function levelCurve(from: Point, to: Point, bow: number): string {
  const reach = Math.max(18, Math.abs(to.x - from.x) * 0.5);
  return ` C ${from.x + reach} ${from.y + bow}, ${to.x - reach} ${to.y + bow}, ${to.x} ${to.y}`;
}

function uprightPath(from: Point, to: Point, bow: number): EdgePath {
  const reach = (to.y - from.y) * 0.4;
  return {
    d: `M ${from.x} ${from.y} C ${from.x + bow} ${from.y + reach}, ${to.x + bow} ${to.y - reach}, ${to.x} ${to.y}`,
    middle: { x: (from.x + to.x) / 2 + 0.75 * bow, y: (from.y + to.y) / 2 },
  };
}
