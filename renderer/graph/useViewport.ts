import { useCallback, useEffect, useRef, type RefObject } from 'react';
import { useReactFlow } from '@xyflow/react';
import { prefersReducedMotion } from '../common/reducedMotion';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';
import type { Box } from './layoutGraph';
import type { Laid } from './useLayout';
import { atFirst, fitted, shiftIntoView } from './viewportMath';

const GENTLE = 320;

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

  const bringIntoView = useCallback(
    (node: string) => {
      const box = boxOf(laid, node);
      if (!box) return;
      const { clientWidth: width, clientHeight: height } = canvas.current!;
      const { x, y, zoom } = flow.getViewport();
      const shift = shiftIntoView(box, { x, y, zoom }, width, height);
      if (shift.x === 0 && shift.y === 0) return;
      const duration = prefersReducedMotion() ? 0 : GENTLE;
      void flow.setViewport({ x: x + shift.x, y: y + shift.y, zoom }, { duration });
    },
    [laid, flow, canvas],
  );

  const acting = useEngineStore((s) => (s.run.state === 'training' ? null : (s.moment?.node ?? null)));
  useEffect(() => {
    if (acting) bringIntoView(acting);
  }, [acting, bringIntoView]);

  const litLines = useViewStore((s) => s.litLines);
  useEffect(() => {
    const { snapshot } = useEngineStore.getState();
    const first = litLines && snapshot?.nodes.find(({ line }) => line !== null && litLines.has(line));
    if (first) bringIntoView(first.id);
  }, [litLines, bringIntoView]);

  // Only a person's own moves come with an event.
  const onMoveStart = useCallback((event: MouseEvent | TouchEvent | null) => {
    if (event) isFitted.current = false;
  }, []);
  return { onMoveStart };
}

/** A node's box, or that of the closed group it is in. */
function boxOf(laid: Laid, node: string): Box | null {
  const own = laid.layout.items[node];
  if (own) return own;
  const group = laid.graph.items.find((item) => item.kind === 'group' && item.members.some((id) => id === node));
  return group ? (laid.layout.items[group.id] ?? null) : null;
}
