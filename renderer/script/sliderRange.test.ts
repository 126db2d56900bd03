import { expect, it } from 'vitest';
import { highestPosition, lowestPosition, nudged, positionOf, sliderRange, valueAt, widenedTo } from './sliderRange';

const variable = { kind: 'variable', label: 'x' } as const;
const rate = { kind: 'hyperparameter', label: 'learningRate' } as const;

it('surrounds a variable symmetrically', () => {
  expect(sliderRange(variable, 4)).toEqual({ scale: 'linear', min: -10, max: 10, step: 0.1 });
  expect(sliderRange(variable, 0)).toEqual({ scale: 'linear', min: -5, max: 5, step: 0.05 });
  expect(sliderRange(variable, -260)).toMatchObject({ min: -1000, max: 1000 });
});

it('gives learning rates a logarithmic scale two decades either way', () => {
  const range = sliderRange(rate, 0.01);
  expect(range).toMatchObject({ scale: 'log', min: 1e-4, max: 1 });
  expect(lowestPosition(range)).toBeCloseTo(-4);
  expect(highestPosition(range)).toBeCloseTo(0);
  expect(sliderRange(rate, 0.001)).toMatchObject({ min: 1e-5, max: 0.1 });
  expect(sliderRange({ ...rate, label: 'SGD.learningRate' }, 0.1).scale).toBe('log');
});

it('keeps a rate of zero and shares linear', () => {
  expect(sliderRange(rate, 0).scale).toBe('linear');
  expect(sliderRange({ ...rate, label: 'momentum' }, 0.9)).toEqual({ scale: 'linear', min: 0, max: 1, step: 0.01 });
});

it('goes from positions to values and back without float noise', () => {
  const range = sliderRange(variable, 4);
  expect(valueAt(range, 0.30000000000000004)).toBe(0.3);
  expect(Object.is(valueAt(range, -0.0000001), 0)).toBe(true);
  const log = sliderRange(rate, 0.01);
  expect(valueAt(log, positionOf(log, 0.01))).toBe(0.01);
  expect(valueAt(log, -1.5)).toBe(0.032);
});

it('reaches every whole number a person might drag to', () => {
  const range = sliderRange(variable, 4);
  for (let whole = -10; whole <= 10; whole++)
    expect(valueAt(range, range.min + (whole + 10) * 10 * range.step)).toBe(whole);
});

it('widens to a typed value and otherwise stays as it is', () => {
  const range = sliderRange(variable, 4);
  expect(widenedTo(range, -9)).toBe(range);
  expect(widenedTo(range, 500)).toMatchObject({ min: -1000, max: 1000 });
  expect(widenedTo(sliderRange(rate, 0.01), 30)).toMatchObject({ scale: 'log', max: 1000 });
  expect(widenedTo(sliderRange(rate, 0.01), 0).scale).toBe('linear');
});

it('nudges by a step and keeps the digits', () => {
  const kernel = Math.fround(1.33800925);
  expect(nudged(sliderRange(variable, kernel), kernel, 1)).toBe(1.3880092);
  expect(nudged(sliderRange(variable, 0), Math.fround(-0.0015), 1)).toBe(0.0485);
  expect(nudged(sliderRange(variable, 4), 0.2, 1)).toBe(0.3);
  expect(nudged(sliderRange(rate, 0.01), 0.01, 1)).toBe(0.011);
  expect(nudged(sliderRange(rate, 0.01), 0.01, -1)).toBe(0.0089);
});

it('has a place for a start value that is not finite', () => {
  const range = sliderRange(variable, NaN);
  expect(range).toMatchObject({ min: -5, max: 5 });
  expect(positionOf(range, NaN)).toBe(0);
  expect(widenedTo(range, Infinity)).toBe(range);
});
