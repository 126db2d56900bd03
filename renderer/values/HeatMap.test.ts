import { expect, it } from 'vitest';
import { strongestPerPixel } from './HeatCanvas';
import { moveCursor } from './HeatMap';

it('moves the cursor inside the map and nowhere else', () => {
  expect(moveCursor('ArrowRight', 0, 3, 6)).toBe(1);
  expect(moveCursor('ArrowDown', 1, 3, 6)).toBe(4);
  expect(moveCursor('ArrowDown', 4, 3, 6)).toBe(4);
  expect(moveCursor('ArrowLeft', 0, 3, 6)).toBe(0);
  expect(moveCursor('End', 3, 3, 6)).toBe(5);
  expect(moveCursor('Home', 5, 3, 6)).toBe(3);
  expect(moveCursor('x', 5, 3, 6)).toBeNull();
});

it('shows the strongest element of each pixel, and NaN before all', () => {
  expect([...strongestPerPixel([1, -5, 2, 0], 1, 4, 2, 1)]).toEqual([-5, 2]);
  expect([...strongestPerPixel([NaN, 9, 1, NaN], 1, 4, 2, 1)]).toEqual([NaN, NaN]);
  expect([...strongestPerPixel([1, 2, 3, 4], 2, 2, 2, 2)]).toEqual([1, 2, 3, 4]);
});
