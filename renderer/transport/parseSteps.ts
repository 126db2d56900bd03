const MOST_STEPS = 1_000_000;

/** A whole number from 1 to a million, or null. */
export function parseSteps(text: string): number | null {
  if (!/^\s*\d+\s*$/.test(text)) return null;
  const steps = Number(text);
  return steps >= 1 && steps <= MOST_STEPS ? steps : null;
}
