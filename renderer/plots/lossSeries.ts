import type { LossPoint } from '../../engine/protocol';

/** What uPlot draws: steps across, losses up; null is a gap. */
export type LossSeries = [steps: number[], losses: (number | null)[]];

/** A curve on screen is some 300 pixels wide; more points than these cost time and show nothing. */
const BUCKETS = 600;

/**
 * The curve thinned to at most two points per bucket, the lowest and the highest, in their order: no
 * spike is lost, and 100,000 points draw as fast as 1,200. NaN, Inf and, on a logarithmic scale,
 * what is not positive are gaps; a bucket that has one keeps it as a gap.
 */
export function lossSeries(points: readonly LossPoint[], isLog: boolean): LossSeries {
  const steps: number[] = [];
  const losses: (number | null)[] = [];
  const keep = (point: LossPoint) => {
    steps.push(point.step);
    losses.push(canDraw(point.loss, isLog) ? point.loss : null);
  };
  if (points.length <= 2 * BUCKETS) {
    points.forEach(keep);
    return [steps, losses];
  }
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const from = Math.floor((bucket * points.length) / BUCKETS);
    const to = Math.floor(((bucket + 1) * points.length) / BUCKETS);
    for (const position of extremes(points, from, to, isLog)) keep(points[position]);
  }
  return [steps, losses];
}

/** Positions of the lowest and highest point of a bucket, in order; of a point that cannot be drawn alone when there is one. */
function extremes(points: readonly LossPoint[], from: number, to: number, isLog: boolean): number[] {
  let lowest = from;
  let highest = from;
  for (let i = from; i < to; i++) {
    if (!canDraw(points[i].loss, isLog)) return [i];
    if (points[i].loss < points[lowest].loss) lowest = i;
    if (points[i].loss > points[highest].loss) highest = i;
  }
  if (lowest === highest) return [lowest];
  return lowest < highest ? [lowest, highest] : [highest, lowest];
}

function canDraw(loss: number, isLog: boolean): boolean {
  return Number.isFinite(loss) && (!isLog || loss > 0);
}

/** How many points are gaps on this scale. */
export function gapCount(points: readonly LossPoint[], isLog: boolean): number {
  let count = 0;
  for (const { loss } of points) if (!canDraw(loss, isLog)) count++;
  return count;
}

/** The point whose step is nearest, from points in the order of their steps; null without any. */
export function nearestPoint(points: readonly LossPoint[], step: number): LossPoint | null {
  if (points.length === 0) return null;
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].step < step) low = middle + 1;
    else high = middle;
  }
  const after = points[low];
  const before = points[Math.max(0, low - 1)];
  return step - before.step <= after.step - step ? before : after;
}
