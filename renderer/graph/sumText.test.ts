import { expect, it } from 'vitest';
import type { Cell } from '../../engine/protocol';
import { sumText } from './sumText';

function cell(...data: number[]): Cell {
  const summary = { min: 0, max: 0, mean: 0, norm: 0, zeros: 0, nanCount: 0, infCount: 0 };
  return { state: 'tensor', tensor: { shape: [data.length], dtype: 'float32', data, summary } };
}

it('writes how contributions add up', () => {
  expect(sumText([cell(4), cell(4)], cell(8))).toBe('4 + 4 = 8');
  expect(sumText([cell(4), cell(-1.5)], cell(2.5))).toBe('4 − 1.5 = 2.5');
  expect(sumText([cell(-2), cell(0), cell(2)], cell(0))).toBe('−2 + 0 + 2 = 0');
});

it('says nothing about one contribution, or about tensors', () => {
  expect(sumText([cell(8)], cell(8))).toBeNull();
  expect(sumText([cell(1, 2), cell(3, 4)], cell(4, 6))).toBeNull();
  expect(sumText([cell(4), cell(4)], { state: 'pending' })).toBeNull();
});

it('never writes a sum that is not one', () => {
  expect(sumText([cell(4), cell(4)], cell(9))).toBeNull();
  expect(sumText([cell(4), cell(NaN)], cell(NaN))).toBeNull();
});

it('accepts float32 rounding', () => {
  expect(sumText([cell(Math.fround(0.1)), cell(Math.fround(0.2))], cell(Math.fround(0.3)))).toBe('0.1 + 0.2 = 0.3');
});

it('gives up where the line would not fit', () => {
  expect(sumText([cell(123.456), cell(123.456), cell(123.456)], cell(370.368))).toBeNull();
});
