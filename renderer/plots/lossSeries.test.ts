import { expect, it } from 'vitest';
import { gapCount, lossSeries, nearestPoint } from './lossSeries';

const points = (losses: number[]) => losses.map((loss, i) => ({ step: i + 1, loss }));

it('draws every point of a short run', () => {
  expect(lossSeries(points([9, 7.29, 5.9]), false)).toEqual([
    [1, 2, 3],
    [9, 7.29, 5.9],
  ]);
});

it('makes gaps of what has no place on the scale', () => {
  const troubled = points([1, NaN, -1, Infinity, 0]);
  expect(lossSeries(troubled, false)[1]).toEqual([1, null, -1, null, 0]);
  expect(lossSeries(troubled, true)[1]).toEqual([1, null, null, null, null]);
  expect(gapCount(troubled, false)).toBe(2);
  expect(gapCount(troubled, true)).toBe(4);
});

it('thins a long run without losing a spike, an end or the order', () => {
  const losses = Array.from({ length: 100_000 }, (_, i) => 1 / (i + 1));
  losses[50_001] = 1000;
  losses[70_001] = NaN;
  const [steps, drawn] = lossSeries(points(losses), false);
  expect(steps.length).toBeLessThanOrEqual(1200);
  expect(Math.max(...drawn.map((loss) => loss ?? 0))).toBe(1000);
  expect(drawn).toContain(null);
  expect(steps[0]).toBe(1);
  expect(steps.at(-1)).toBe(100_000);
  expect(steps.every((step, i) => i === 0 || step > steps[i - 1])).toBe(true);
});

it('finds the nearest point', () => {
  const run = [2, 4, 8].map((step) => ({ step, loss: step }));
  expect(nearestPoint(run, 2.9)?.step).toBe(2);
  expect(nearestPoint(run, 3.2)?.step).toBe(4);
  expect(nearestPoint(run, 100)?.step).toBe(8);
  expect(nearestPoint(run, -5)?.step).toBe(2);
  expect(nearestPoint([], 1)).toBeNull();
});
