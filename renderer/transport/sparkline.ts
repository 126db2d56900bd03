import type { LossPoint } from '../../engine/protocol';

export interface Sparkline {
  /** SVG path of the curve; parts with NaN or Inf are gaps. */
  d: string;
  /** Where a point stands; null for one that is not finite. */
  at(point: LossPoint): { x: number; y: number } | null;
  /** The step nearest to a place, from 0 (left) to 1 (right); null without points. */
  stepAt(share: number): number | null;
}

const INSET = 4;

/** The loss curve in a box. With more points than pixels every pixel keeps its smallest and largest loss, so no spike is lost. */
export function sparkline(points: readonly LossPoint[], width: number, height: number): Sparkline {
  const finite = points.filter(({ loss }) => Number.isFinite(loss));
  let low = Infinity;
  let high = -Infinity;
  for (const { loss } of finite) {
    low = Math.min(low, loss);
    high = Math.max(high, loss);
  }
  const first = points.length > 0 ? points[0].step : 1;
  const last = points.length > 0 ? points[points.length - 1].step : 1;
  const x = (step: number): number => INSET + ((step - first) / Math.max(1, last - first)) * (width - 2 * INSET);
  const y = (loss: number): number =>
    high > low ? height - INSET - ((loss - low) / (high - low)) * (height - 2 * INSET) : height / 2;

  return {
    d: pathOf(thinOut(points, width), x, y),
    at: ({ step, loss }) => (Number.isFinite(loss) ? { x: x(step), y: y(loss) } : null),
    stepAt: (share) =>
      points.length === 0 ? null : Math.round(first + Math.min(1, Math.max(0, share)) * (last - first)),
  };
}

function pathOf(points: readonly LossPoint[], x: (step: number) => number, y: (loss: number) => number): string {
  let d = '';
  let isDown = false;
  for (const { step, loss } of points) {
    if (Number.isFinite(loss)) d += `${isDown ? 'L' : 'M'}${x(step).toFixed(1)} ${y(loss).toFixed(1)}`;
    isDown = Number.isFinite(loss);
  }
  return d;
}

function thinOut(points: readonly LossPoint[], width: number): readonly LossPoint[] {
  if (points.length <= 2 * width) return points;
  const kept: LossPoint[] = [];
  const size = points.length / width;
  for (let bucket = 0; bucket < width; bucket++) {
    const part = points.slice(Math.floor(bucket * size), Math.floor((bucket + 1) * size));
    const low = part.reduce((a, b) => (b.loss < a.loss ? b : a));
    const high = part.reduce((a, b) => (b.loss > a.loss ? b : a));
    kept.push(...(low.step < high.step ? [low, high] : low === high ? [low] : [high, low]));
  }
  return kept;
}
