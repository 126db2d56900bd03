import type { Rectangle } from 'electron';

export interface WindowState {
  bounds: Rectangle;
  maximized: boolean;
}

/** Checks what a file says of the window. Throws when it is not a window's state. */
export function checkWindowState(content: unknown): WindowState {
  const { bounds, maximized } = content as Partial<WindowState>;
  const { x, y, width, height } = bounds ?? {};
  if (![x, y, width, height].every((each) => Number.isSafeInteger(each))) throw new TypeError('window: no bounds');
  return { bounds: bounds as Rectangle, maximized: maximized === true };
}

/**
 * Where to open a window that stood at `wanted`: there, cut to the screen it was on; in the middle of the
 * first screen when that screen is gone. Pixels are device-independent; `areas` leave out task bars.
 */
export function placeWindow(wanted: Rectangle, areas: readonly Rectangle[]): Rectangle {
  const area = areas.find((each) => overlap(wanted, each) >= 0.5) ?? null;
  const { x, y, width, height } = area ?? areas[0];
  const size = { width: Math.min(wanted.width, width), height: Math.min(wanted.height, height) };
  if (!area) {
    return { ...size, x: x + Math.round((width - size.width) / 2), y: y + Math.round((height - size.height) / 2) };
  }
  return {
    ...size,
    x: Math.max(x, Math.min(wanted.x, x + width - size.width)),
    y: Math.max(y, Math.min(wanted.y, y + height - size.height)),
  };
}

/** The share of `inner` that lies on `outer`. */
function overlap(inner: Rectangle, outer: Rectangle): number {
  const width = Math.min(inner.x + inner.width, outer.x + outer.width) - Math.max(inner.x, outer.x);
  const height = Math.min(inner.y + inner.height, outer.y + outer.height) - Math.max(inner.y, outer.y);
  return (Math.max(0, width) * Math.max(0, height)) / (inner.width * inner.height);
}
