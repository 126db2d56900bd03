import type { Box } from './layoutGraph';
import type { Laid } from './useLayout';

/** Room for the header above and the legend below. */
const MARGIN = { top: 52, bottom: 44, side: 18 };
const LARGEST_FIT = 1.5;
/** Below this zoom a whole structure is not worth showing at first; its beginning is shown, at START_ZOOM. */
const READABLE = 0.42;
const START_ZOOM = 0.75;

export interface Viewport {
  x: number;
  y: number;
  zoom: number;
}

/** The viewport that shows a drawing of this size whole and centred. */
export function fitted(drawing: { width: number; height: number }, width: number, height: number): Viewport {
  const room = { width: width - 2 * MARGIN.side, height: height - MARGIN.top - MARGIN.bottom };
  const zoom = Math.max(
    0.04,
    Math.min(LARGEST_FIT, room.width / Math.max(1, drawing.width), room.height / Math.max(1, drawing.height)),
  );
  return {
    zoom,
    x: (width - drawing.width * zoom) / 2,
    y: MARGIN.top + (room.height - drawing.height * zoom) / 2,
  };
}

/** Everything, or the beginning of a tape that would be too small to read as a whole. */
export function atFirst({ graph, layout }: Laid, width: number, height: number): Viewport {
  const whole = fitted(layout, width, height);
  const first = graph.items.length > 0 ? layout.items[graph.items[0].id] : null;
  if (whole.zoom >= READABLE || !first) return whole;
  const middle = (first.y + first.height / 2) * START_ZOOM;
  return { zoom: START_ZOOM, x: MARGIN.side - first.x * START_ZOOM, y: height / 2 - middle };
}

/** By how much to move the canvas, in screen pixels, so that the box is on it; nothing when it already is. */
export function shiftIntoView(
  box: Box,
  { x, y, zoom }: Viewport,
  width: number,
  height: number,
): { x: number; y: number } {
  const left = box.x * zoom + x;
  const top = box.y * zoom + y;
  return {
    x: towards(left, left + box.width * zoom, 8, width - 8),
    y: towards(top, top + box.height * zoom, MARGIN.top - 8, height - MARGIN.bottom + 8),
  };
}

/** To the middle when outside, since the next node is probably beyond the same edge. */
function towards(start: number, end: number, low: number, high: number): number {
  return start >= low - 1 && end <= high + 1 ? 0 : (low + high) / 2 - (start + end) / 2;
}
