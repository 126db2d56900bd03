import { expect, it } from 'vitest';
import { fitted, shiftIntoView } from './viewportMath';

it('shows a drawing whole and in the middle', () => {
  const { x, y, zoom } = fitted({ width: 2000, height: 500 }, 800, 600);
  expect(x).toBeGreaterThan(0);
  expect(x + 2000 * zoom).toBeLessThan(800);
  expect(x * 2 + 2000 * zoom).toBeCloseTo(800);
  expect(y).toBeGreaterThan(0);
  expect(y + 500 * zoom).toBeLessThan(600);
});

it('does not blow a small drawing up', () => {
  expect(fitted({ width: 100, height: 50 }, 1900, 1000).zoom).toBeLessThan(2);
});

const view = { x: 0, y: 0, zoom: 1 };

it('leaves the canvas alone while the node is on it', () => {
  expect(shiftIntoView({ x: 300, y: 200, width: 140, height: 83 }, view, 800, 600)).toEqual({ x: 0, y: 0 });
});

it('moves only along the axis on which the node is outside', () => {
  const shift = shiftIntoView({ x: 2000, y: 200, width: 140, height: 83 }, view, 800, 600);
  expect(shift.y).toBe(0);
  expect(2000 + shift.x).toBeGreaterThan(0);
  expect(2140 + shift.x).toBeLessThan(800);
});
