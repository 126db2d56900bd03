import { expect, it } from 'vitest';
import { edgePath } from './edgePath';

const ends = { source: { x: 0, y: 0 }, target: { x: 100, y: 40 }, route: [], isVertical: false, bow: 0 };

it('begins at the source and ends at the target', () => {
  const { d, middle } = edgePath(ends);
  expect(d.startsWith('M 0 0 C')).toBe(true);
  expect(d.endsWith('100 40')).toBe(true);
  expect(middle).toEqual({ x: 50, y: 20 });
});

it('passes the points of its route, with the number in the last gap', () => {
  const { d, middle } = edgePath({ ...ends, route: [{ x: 20, y: 90 }, { x: 60, y: 90 }] }); // prettier-ignore
  expect(d).toContain('20 90');
  expect(d).toContain('60 90');
  expect(middle).toEqual({ x: 80, y: 65 });
});

it('bends two uses of one value apart', () => {
  const up = edgePath({ ...ends, bow: -17 });
  const down = edgePath({ ...ends, bow: 17 });
  expect(down.middle.y - up.middle.y).toBeGreaterThan(20);
});
