import { expect, it } from 'vitest';
import { heatColour, heatGradients, heatOf, largestMagnitude } from './heatColour';

it('makes magnitude intensity and keeps sign, zero, NaN and Inf apart', () => {
  expect(heatOf(4, 4)).toEqual({ kind: 'positive', intensity: 1 });
  expect(heatOf(-4, 4)).toEqual({ kind: 'negative', intensity: 1 });
  expect(heatOf(0, 4)).toEqual({ kind: 'zero', intensity: 0 });
  expect(heatOf(-0, 4).kind).toBe('zero');
  expect(heatOf(NaN, 4).kind).toBe('nan');
  expect(heatOf(-Infinity, 4).kind).toBe('infinite');
});

it('never lets a nonzero number vanish', () => {
  expect(heatOf(1e-30, 1).intensity).toBeGreaterThan(0.1);
  expect(heatOf(1e-30, 1).intensity).toBeLessThan(heatOf(0.1, 1).intensity);
});

it('names colours by token, so that themes apply', () => {
  expect(heatColour({ kind: 'positive', intensity: 0.5 }, 'gradient')).toContain('var(--gradient) 50%');
  expect(heatColour({ kind: 'negative', intensity: 1 }, 'value')).toContain('var(--heat-negative) 100%');
  expect(heatColour({ kind: 'zero', intensity: 0 }, 'value')).toBe('transparent');
});

it('puts positive numbers above, negative ones below, and stripes in both for NaN', () => {
  const { upper, lower } = heatGradients([1, -1, NaN, 0], 1, 'value');
  const positive = 'color-mix(in srgb, var(--value) 100%, transparent)';
  const negative = 'color-mix(in srgb, var(--heat-negative) 100%, transparent)';
  expect(upper).toContain(`(90deg, ${positive} 0% 25%, transparent 25% 50%, var(--alarm-a) 50% 56.3%, var(--alarm-b)`);
  expect(lower).toContain(`(90deg, transparent 0% 25%, ${negative} 25% 50%, var(--alarm-a) 50% 56.3%, var(--alarm-b)`);
  expect(upper).toMatch(/transparent 75% 100%\)$/);
});

it('takes the larger side as the scale', () => {
  expect(largestMagnitude(-3, 2)).toBe(3);
  expect(largestMagnitude(NaN, NaN)).toBe(0);
});
