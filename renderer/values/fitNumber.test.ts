import { expect, it } from 'vitest';
import { fitNumber } from './fitNumber';

it('shows all digits when they fit', () => {
  expect(fitNumber(Math.fround(-9.295926), 9)).toBe('−9.295926');
  expect(fitNumber(8, 1)).toBe('8');
});

it('rounds as little as it must, and says so', () => {
  expect(fitNumber(Math.fround(0.00015926361), 9)).toBe('≈0.000159');
  expect(fitNumber(Math.fround(-3.1852722), 5)).toBe('≈−3.2');
});

it('never cuts a number off', () => {
  expect(fitNumber(Math.fround(6.3412244e-9), 4)).toBe('≈6·10⁻⁹');
  expect(fitNumber(NaN, 1)).toBe('NaN');
});
