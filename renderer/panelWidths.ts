/** What the graph keeps for itself, whatever the panels want. */
const LEAST_GRAPH = 400;
export const LEAST_PANEL = 220;

/** The widths that panels get in a window: as wanted, but the graph keeps its part. `most` is the widest one may be made beside the other. */
export function fitPanels(
  wanted: { left: number; right: number },
  window: number,
): { left: number; right: number; mostLeft: number; mostRight: number } {
  const room = Math.max(2 * LEAST_PANEL, window - LEAST_GRAPH);
  const scale = Math.min(1, room / (wanted.left + wanted.right));
  const fit = (width: number): number => Math.max(LEAST_PANEL, Math.floor(width * scale));
  const left = fit(wanted.left);
  const right = fit(wanted.right);
  return { left, right, mostLeft: Math.max(left, room - right), mostRight: Math.max(right, room - left) };
}
