/** What the graph keeps for itself: below this a small tape no longer fits at a legible size. */
const LEAST_GRAPH = 660;
const LEAST_PANEL = 220;

/** The widths that panels get in a window: as wanted, but the graph keeps its part. `most` is the widest one may be made. */
export function fitPanels(
  wanted: { left: number; right: number },
  window: number,
): { left: number; right: number; most: number } {
  const room = Math.max(2 * LEAST_PANEL, window - LEAST_GRAPH);
  const scale = Math.min(1, room / (wanted.left + wanted.right));
  const fit = (width: number): number => Math.max(LEAST_PANEL, Math.floor(width * scale));
  return { left: fit(wanted.left), right: fit(wanted.right), most: Math.max(LEAST_PANEL, Math.floor(window * 0.45)) };
}
