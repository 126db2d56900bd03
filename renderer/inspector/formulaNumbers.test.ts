import { expect, it } from 'vitest';
import type { Cell } from '../../engine/protocol';
import { formulaWithNumbers, numberTex } from './formulaNumbers';

const summary = { min: 0, max: 0, mean: 0, norm: 0, zeros: 0, nanCount: 0, infCount: 0 };
const cell = (...data: number[]): Cell => ({
  state: 'tensor',
  tensor: { shape: data.length === 1 ? [] : [data.length], dtype: 'float32', summary, data },
});

it('puts the numbers in the places of the letters', () => {
  expect(formulaWithNumbers('y = u^2', ['u'], [cell(-3)], cell(9))).toBe('9 = {(-3)}^2');
  expect(formulaWithNumbers('y = u - v', ['u', 'v'], [cell(2), cell(5)], cell(-3))).toBe('-3 = {2} - {5}');
});

it('says once that numbers are rounded', () => {
  expect(formulaWithNumbers('y = u^2', ['u'], [cell(8.394412)], cell(70.466156))).toBe('70.4662 \\approx {8.39441}^2');
});

it('writes a dot where letters stood side by side', () => {
  expect(formulaWithNumbers('y = u\\,v', ['u', 'v'], [cell(2), cell(5)], cell(10))).toBe('10 = {2} \\cdot {5}');
  expect(formulaWithNumbers('y = 2u', ['u'], [cell(4)], cell(8))).toBe('8 = 2 \\cdot {4}');
});

it('keeps commands and Euler’s e', () => {
  expect(formulaWithNumbers('y = \\tanh u', ['u'], [cell(0)], cell(0))).toBe('0 = \\tanh {0}');
  expect(formulaWithNumbers('y = e^{u}', ['u'], [cell(0)], cell(1))).toBe('1 = e^{{0}}');
});

it('leaves fractions, names of functions and braces whole', () => {
  const numbers = (formula: string) => formulaWithNumbers(formula, ['a', 'b'], [cell(2), cell(-4)], cell(1));
  expect(numbers('y = \\frac{a}{b}')).toBe('1 = \\frac{{2}}{{(-4)}}');
  expect(numbers('y = \\frac{1}{a}')).toBe('1 = \\frac{1}{{2}}');
  expect(numbers('y = \\max(a, b)')).toBe('1 = \\max({2}, {(-4)})');
  expect(numbers('y = \\operatorname{band}(a)')).toBe('1 = \\operatorname{band}({2})');
  expect(numbers('y = \\max_i a_i')).toBeNull();
});

it('says nothing rather than half of it', () => {
  expect(formulaWithNumbers('y = u^2', ['u'], [cell(1, 2)], cell(1, 4))).toBeNull();
  expect(formulaWithNumbers('y = u^2', ['u'], [cell(2)], { state: 'pending' })).toBeNull();
  expect(formulaWithNumbers('y = \\frac{1}{n}\\sum_i u_i', ['u'], [cell(2)], cell(2))).toBeNull();
});

it('writes numbers as TeX', () => {
  expect(numberTex(1.2e-5, false)).toBe('1.2\\cdot 10^{-5}');
  expect(numberTex(-Infinity, true)).toBe('(-\\infty)');
});
