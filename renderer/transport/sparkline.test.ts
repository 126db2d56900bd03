import { expect, it } from 'vitest';
import { sparkline } from './sparkline';

const points = (losses: number[]) => losses.map((loss, i) => ({ step: i + 1, loss }));

it('goes from the first step at the left to the last at the right, high losses at the top', () => {
  const line = sparkline(points([9, 7.29, 5.9]), 100, 40);
  const first = line.at({ step: 1, loss: 9 })!;
  const last = line.at({ step: 3, loss: 5.9 })!;
  expect(first.x).toBeLessThan(last.x);
  expect(first.y).toBeLessThan(last.y);
  expect(line.d.match(/[ML]/g)!.join('')).toBe('MLL');
});

it('finds the step under the pointer', () => {
  const line = sparkline(points([5, 4, 3, 2, 1]), 100, 40);
  expect([0, 0.5, 1, 2].map((share) => line.stepAt(share))).toEqual([1, 3, 5, 5]);
  expect(sparkline([], 100, 40).stepAt(0.5)).toBeNull();
});

it('leaves a gap where the loss is not finite', () => {
  const line = sparkline(points([3, NaN, 2, Infinity, 1]), 100, 40);
  expect(line.d.match(/[ML]/g)!.join('')).toBe('MMM');
  expect(line.at({ step: 2, loss: NaN })).toBeNull();
});

it('keeps the one spike of a very long run', () => {
  const losses = Array.from({ length: 50_000 }, () => 1);
  losses[31_415] = 100;
  const line = sparkline(points(losses), 160, 40);
  expect(line.d.length).toBeLessThan(8000);
  expect(line.d).toContain(` ${line.at({ step: 1, loss: 100 })!.y.toFixed(1)}`);
});

it('draws a constant loss as a level line', () => {
  expect(sparkline(points([2, 2]), 100, 40).d).not.toContain('NaN');
});
