import { expect, it } from 'vitest';
import type { TensorView } from '../../engine/protocol';
import { asMatrix, describeTensor, nestedText, rangeText, summaryText, uniformText, unravel } from './tensorText';

const summary = { min: -3, max: 2, mean: 0, norm: 4, zeros: 0, nanCount: 0, infCount: 0 };
const view = (shape: number[], data: number[] | null): TensorView => ({ shape, dtype: 'float32', summary, data });

it('nests numbers as the shape says', () => {
  expect(nestedText([1.5, -3], [1, 2], 'float32')).toBe('[[1.5, −3]]');
  expect(nestedText([7], [], 'float32')).toBe('7');
  expect(nestedText([], [0], 'float32')).toBe('[]');
  expect(nestedText([1, 2, 3, 4], [2, 1, 2], 'int32')).toBe('[[[1, 2]], [[3, 4]]]');
});

it('describes tiny tensors by their numbers and others by their facts', () => {
  expect(describeTensor(view([2], [1, 2]))).toBe('[1, 2]');
  expect(describeTensor(view([100, 10], null))).toBe('float32 [100, 10], −3 to 2, mean 0, norm 4');
});

it('tells a range in the room there is', () => {
  const range = (min: number, max: number, room?: number) => rangeText({ ...summary, min, max, norm: 0.000251 }, room);
  expect(range(-3, 2)).toBe('−3…2');
  expect(range(0, 0, 12)).toBe('all 0');
  expect(range(-0.08211, 0.0819, 14)).toBe('≈−0.082…0.082');
  expect(range(-0.08211, 0.0819, 12)).toBe('≈−0.08…0.08');
  expect(range(-1.23e-5, 1.31e-5, 12)).toBe('‖≈0.0003‖');
});

it('says what a strip would leave blank', () => {
  expect(uniformText(view([0, 3], []))).toBe('empty');
  expect(uniformText(view([5], [0, 0, -0, 0, 0]))).toBe('all 0');
  expect(uniformText({ ...view([5], [0, 0, 0, 0, 0]), dtype: 'bool' })).toBe('all false');
  expect(uniformText(view([5], [0, 0, 1, 0, 0]))).toBeNull();
  expect(uniformText(view([5], [0, 0, NaN, 0, 0]))).toBeNull();
  expect(uniformText(view([100], null))).toBeNull();
});

it('counts zeros, NaN and infinities in the facts', () => {
  const tensor = view([8], null);
  const troubled = { ...tensor, summary: { ...summary, zeros: 0.125, nanCount: 2, infCount: 1 } };
  expect(summaryText(troubled)).toContain('12.5% zeros, 2 NaN, 1 infinite');
  const nothingFinite = { ...tensor, summary: { ...summary, min: NaN, max: NaN, mean: NaN, nanCount: 8 } };
  expect(summaryText(nothingFinite)).toBe('float32 [8], 8 NaN');
});

it('finds the index of a position and the matrix of a shape', () => {
  expect(unravel(5, [2, 3])).toEqual([1, 2]);
  expect(unravel(0, [])).toEqual([]);
  expect(asMatrix([2, 3, 4])).toEqual({ rows: 6, columns: 4 });
  expect(asMatrix([])).toEqual({ rows: 1, columns: 1 });
  expect(asMatrix([5])).toEqual({ rows: 1, columns: 5 });
  expect(asMatrix([3, 0])).toEqual({ rows: 0, columns: 0 });
});
