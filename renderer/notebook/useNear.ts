import { useEffect, useState, type RefObject } from 'react';

/** How far outside the list a cell is prepared, in pixels. */
const MARGIN = 900;
/** How many are prepared between two frames: an editor costs milliseconds to make. */
const AT_A_TIME = 2;

/**
 * Whether an element has been near the visible part of its list. The editors of two hundred cells are made
 * as they come near, a few a frame; once there they stay, with their own undo and cursor.
 */
export function useNear(element: RefObject<HTMLElement | null>, atFirst: boolean): boolean {
  const [isNear, setNear] = useState(atFirst);
  useEffect(() => {
    if (isNear || !element.current) return;
    let leave = () => {};
    const observer = new IntersectionObserver(
      (entries) => {
        leave();
        if (entries.at(-1)!.isIntersecting) leave = queueUp(() => setNear(true));
      },
      { root: element.current.closest('[data-cell-list]'), rootMargin: `${MARGIN}px 0px` },
    );
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      leave();
    };
  }, [element, isNear]);
  return isNear;
}

const queue = new Set<() => void>();
let isAsked = false;

/** Calls back when it is its turn. Returns a function that leaves the queue. */
function queueUp(callback: () => void): () => void {
  queue.add(callback);
  askForFrame();
  return () => queue.delete(callback);
}

function askForFrame(): void {
  if (isAsked || queue.size === 0) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    for (const callback of [...queue].slice(0, AT_A_TIME)) {
      queue.delete(callback);
      callback();
    }
    askForFrame();
  });
}
