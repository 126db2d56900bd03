import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

/** How far outside the list a cell is prepared, in pixels. */
const MARGIN = 900;

/**
 * Whether an element has been near the visible part of its list. An editor costs milliseconds to
 * make, so that those of two hundred cells are made as they come near; once there they stay.
 */
export function useNear(element: RefObject<HTMLElement | null>, atFirst: boolean): boolean {
  const [isNear, setNear] = useState(atFirst);
  const stop = useRef<() => void>(null);
  const come = useCallback(() => {
    stop.current?.();
    setNear(true);
  }, []);
  useEffect(() => {
    if (isNear || !element.current) return;
    const root = element.current.closest('[data-cell-list]');
    const observer = new IntersectionObserver((entries) => entries.some((each) => each.isIntersecting) && come(), {
      root,
      rootMargin: `${MARGIN}px 0px`,
    });
    observer.observe(element.current);
    stop.current = () => observer.disconnect();
    return () => observer.disconnect();
  }, [element, isNear, come]);
  return isNear;
}
