import { useCallback, useEffect, useRef, type RefObject } from 'react';
import { useReactFlow } from '@xyflow/react';
import { prefersReducedMotion } from '../common/reducedMotion';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';
import type { Box } from './layoutGraph';
import type { Laid } from './useLayout';

/** Room for the header above and the legend below. */
const MARGIN = { top: 52, bottom: 44, side: 18 };
const LARGEST_FIT = 1.5;
const GENTLE = 320;
/** Below this zoom a whole structure is not worth showing at first; its beginning is shown, at START_ZOOM. */
const READABLE = 0.42;
const START_ZOOM = 0.75;

/**
 * Where the canvas looks: everything at first and whenever the structure or the window changes, until
 * a person moves it; what was asked for (fit, a node found); and gently after the node that acts.
 */
export function useViewport(laid: Laid, canvas: RefObject<HTMLDivElement | null>) {
  const flow = useReactFlow();
  const isFitted = useRef(true);

  const fit = useCallback(
    (duration: number) => {
      const { clientWidth: width, clientHeight: height } = canvas.current!;
      isFitted.current = true;
      void flow.setViewport(fitted(laid.layout, width, height), { duration: prefersReducedMotion() ? 0 : duration });
    },
    [flow, laid, canvas],
  );

  const show = useCallback(() => {
    const { clientWidth: width, clientHeight: height } = canvas.current!;
    isFitted.current = true;
    void flow.setViewport(atFirst(laid, width, height));
  }, [flow, laid, canvas]);

  useEffect(show, [show]);

  useEffect(() => {
    const observer = new ResizeObserver(() => isFitted.current && show());
    observer.observe(canvas.current!);
    return () => observer.disconnect();
  }, [show, canvas]);

  const request = useViewStore((s) => s.viewport);
  const answered = useRef(request?.token ?? 0);
  useEffect(() => {
    if (!request || request.token === answered.current) return;
    answered.current = request.token;
    if (request.what === 'fit') return fit(GENTLE);
    const box = boxOf(laid, request.what);
    if (!box) return;
    isFitted.current = false;
    void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, {
      zoom: Math.max(flow.getZoom(), 0.8),
      duration: prefersReducedMotion() ? 0 : GENTLE,
    });
  }, [request, laid, flow, fit]);

  const acting = useEngineStore((s) => (s.run.state === 'training' ? null : (s.moment?.node ?? null)));
  useEffect(() => {
    const box = acting && boxOf(laid, acting);
    if (!box) return;
    const { clientWidth: width, clientHeight: height } = canvas.current!;
    const { x, y, zoom } = flow.getViewport();
    const shift = shiftIntoView(box, { x, y, zoom }, width, height);
    if (shift.x === 0 && shift.y === 0) return;
    void flow.setViewport({ x: x + shift.x, y: y + shift.y, zoom }, { duration: prefersReducedMotion() ? 0 : GENTLE });
  }, [acting, laid, flow, canvas]);

  // Only a person's own moves come with an event.
  const onMoveStart = useCallback((event: MouseEvent | TouchEvent | null) => {
    if (event) isFitted.current = false;
  }, []);
  return { onMoveStart };
}

interface Viewport {
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
function atFirst({ graph, layout }: Laid, width: number, height: number): Viewport {
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

/** A node's box, or that of the closed group it is in. */
function boxOf(laid: Laid, node: string): Box | null {
  const own = laid.layout.items[node];
  if (own) return own;
  const group = laid.graph.items.find((item) => item.kind === 'group' && item.members.some((id) => id === node));
  return group ? (laid.layout.items[group.id] ?? null) : null;
}
