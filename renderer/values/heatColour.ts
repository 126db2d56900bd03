/**
 * Colours of heat strips and maps. Magnitude is intensity, measured against the largest magnitude of
 * the tensor; the sign is a hue of its own and, where there is room, a place or a glyph as well, so
 * that nothing depends on telling two hues apart.
 */
export type Role = 'value' | 'gradient';

export type HeatKind = 'positive' | 'negative' | 'zero' | 'nan' | 'infinite';

export interface Heat {
  kind: HeatKind;
  /** 0 to 1; small but nonzero numbers keep a visible minimum, since only zero is blank. */
  intensity: number;
}

const FAINTEST = 0.12;

/** `largest` is the largest finite magnitude of the whole tensor. */
export function heatOf(value: number, largest: number): Heat {
  if (Number.isNaN(value)) return { kind: 'nan', intensity: 1 };
  if (!Number.isFinite(value)) return { kind: 'infinite', intensity: 1 };
  if (value === 0) return { kind: 'zero', intensity: 0 };
  const share = largest > 0 ? Math.min(1, Math.abs(value) / largest) : 1;
  return { kind: value > 0 ? 'positive' : 'negative', intensity: FAINTEST + (1 - FAINTEST) * share };
}

/** The CSS colour of a finite number; NaN and Inf are patterns, not colours. */
export function heatColour({ kind, intensity }: Heat, role: Role): string {
  if (kind === 'zero') return 'transparent';
  return `color-mix(in srgb, var(${kind === 'negative' ? '--heat-negative' : `--${role}`}) ${percent(intensity)}, transparent)`;
}

/** Largest finite magnitude, 0 when there is none. */
export function largestMagnitude(min: number, max: number): number {
  return Number.isNaN(min) ? 0 : Math.max(Math.abs(min), Math.abs(max));
}

/**
 * A strip of cells as two CSS gradients (the cheapest thing to pan): positive numbers fill the upper
 * half, negative ones the lower half, NaN and Inf both halves with black and yellow stripes.
 */
export function heatGradients(data: ArrayLike<number>, largest: number, role: Role): { upper: string; lower: string } {
  const upper: string[] = [];
  const lower: string[] = [];
  const width = 1 / data.length;
  for (let i = 0; i < data.length; i++) {
    const heat = heatOf(data[i], largest);
    const from = i * width;
    if (heat.kind === 'nan' || heat.kind === 'infinite') {
      const stripes = alarmStops(from, width);
      upper.push(stripes);
      lower.push(stripes);
      continue;
    }
    const colour = heatColour(heat, role);
    upper.push(stop(heat.kind === 'positive' ? colour : 'transparent', from, width));
    lower.push(stop(heat.kind === 'negative' ? colour : 'transparent', from, width));
  }
  return { upper: `linear-gradient(90deg, ${upper.join(', ')})`, lower: `linear-gradient(90deg, ${lower.join(', ')})` };
}

/** Stops as wide as the cell, black and yellow in turn. */
function alarmStops(from: number, width: number): string {
  const stripe = width / 4;
  return [0, 1, 2, 3]
    .map((i) => stop(i % 2 === 0 ? 'var(--alarm-a)' : 'var(--alarm-b)', from + i * stripe, stripe))
    .join(', ');
}

function stop(colour: string, from: number, width: number): string {
  return `${colour} ${percent(from)} ${percent(from + width)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10}%`;
}
