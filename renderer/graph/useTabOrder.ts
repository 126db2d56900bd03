import { useCallback, useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import type { NodeId } from '../../engine/protocol';
import { requestViewport, selectNode } from '../stores/viewStore';
import type { Laid } from './useLayout';

/**
 * Tab and Shift+Tab walk the nodes in tape order and select them. Nodes outside the canvas are not in
 * the document (React Flow draws what is visible), so the next one is first brought into view.
 */
export function useTabOrder(laid: Laid, canvas: RefObject<HTMLDivElement | null>) {
  const wanted = useRef<string | null>(null);

  const focusWanted = useCallback(() => {
    const element = canvas.current?.querySelector<HTMLElement>(
      `.react-flow__node[data-id="${CSS.escape(wanted.current ?? '')}"]`,
    );
    if (!element) return;
    wanted.current = null;
    element.focus({ preventScroll: true });
  }, [canvas]);

  useEffect(() => {
    const observer = new MutationObserver(() => wanted.current !== null && focusWanted());
    observer.observe(canvas.current!, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [canvas, focusWanted]);

  return useCallback(
    (event: KeyboardEvent) => {
      const from = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')?.dataset.id;
      if (!from) return;
      if (event.key === 'Enter') {
        selectNode(from as NodeId);
        return;
      }
      if (event.key !== 'Tab') return;
      const { items } = laid.graph;
      const next = items[items.findIndex((item) => item.id === from) + (event.shiftKey ? -1 : 1)];
      if (!next) return;
      event.preventDefault();
      wanted.current = next.id;
      if (next.kind === 'node') selectNode(next.id);
      focusWanted();
      if (wanted.current !== null) requestViewport(next.id as NodeId);
    },
    [laid, focusWanted],
  );
}
