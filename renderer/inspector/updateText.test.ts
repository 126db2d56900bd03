import { expect, it } from 'vitest';
import type { Frame, TensorView } from '../../engine/protocol';
import { plainUpdate } from './updateText';

const scalar = (value: number) =>
  ({ shape: [], dtype: 'float32', data: [Math.fround(value)] }) as unknown as TensorView;
const update = (hyperparameters: Record<string, number>, rule = 'SGD') =>
  ({ rule, hyperparameters, old: scalar(1), gradient: scalar(-12), new: scalar(1.12) }) as unknown as NonNullable<
    Frame['update']
  >;

it('works out plain SGD', () => {
  expect(plainUpdate(update({ learningRate: Math.fround(0.01) }))).toBe('1.12 ← 1 − 0.01 · (−12)');
  expect(plainUpdate(update({ learningRate: 0.01, momentum: 0 }))).toBe('1.12 ← 1 − 0.01 · (−12)');
});

it('leaves rules with a memory and tensors alone', () => {
  expect(plainUpdate(update({ learningRate: 0.01, momentum: 0.9 }))).toBeNull();
  expect(plainUpdate(update({ learningRate: 0.01 }, 'Adam'))).toBeNull();
  const tensor = { ...update({ learningRate: 0.01 }), old: { ...scalar(1), data: [1, 2] } };
  expect(plainUpdate(tensor)).toBeNull();
});
