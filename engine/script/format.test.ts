import { describe, expect, it } from 'vitest';
import { tf } from '../index';
import { Tensor } from '../tensor/tensor';
import { formatObject } from './format';

function text(value: unknown, dtype?: 'int32' | 'float64'): string {
  return formatObject(value instanceof Tensor ? value : tf.constant(value as never, { dtype }));
}

describe('tensors print as TensorFlow prints them', () => {
  it.each([
    [8, 'tf.Tensor(8.0, shape=(), dtype=float32)'],
    [0.1, 'tf.Tensor(0.1, shape=(), dtype=float32)'],
    [1.33800925, 'tf.Tensor(1.3380092, shape=(), dtype=float32)'],
    [-9.295926, 'tf.Tensor(-9.295926, shape=(), dtype=float32)'],
    [1e-7, 'tf.Tensor(1e-07, shape=(), dtype=float32)'],
    [NaN, 'tf.Tensor(nan, shape=(), dtype=float32)'],
    [-Infinity, 'tf.Tensor(-inf, shape=(), dtype=float32)'],
    [-0, 'tf.Tensor(-0.0, shape=(), dtype=float32)'],
    [true, 'tf.Tensor(True, shape=(), dtype=bool)'],
    [[1, 2, 3], 'tf.Tensor([1. 2. 3.], shape=(3,), dtype=float32)'],
    [[1.5, -2, 10.25], 'tf.Tensor([ 1.5  -2.   10.25], shape=(3,), dtype=float32)'],
    [
      [
        [1, 2],
        [3, 4],
      ],
      'tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)',
    ],
    [[[0.25], [-1]], 'tf.Tensor(\n[[ 0.25]\n [-1.  ]], shape=(2, 1), dtype=float32)'],
    [[1e-8, 1], 'tf.Tensor([1.e-08 1.e+00], shape=(2,), dtype=float32)'],
    [[NaN, 1, -Infinity], 'tf.Tensor([ nan   1. -inf], shape=(3,), dtype=float32)'],
    [[true, false], 'tf.Tensor([ True False], shape=(2,), dtype=bool)'],
    [[], 'tf.Tensor([], shape=(0,), dtype=float32)'],
    [[0, 0], 'tf.Tensor([0. 0.], shape=(2,), dtype=float32)'],
  ])('%j', (value, expected) => {
    expect(text(value)).toBe(expected);
  });

  it('an int32', () => {
    expect(text([1, -20], 'int32')).toBe('tf.Tensor([  1 -20], shape=(2,), dtype=int32)');
  });

  it('three axes, with an empty line between matrices', () => {
    expect(
      text([
        [[1], [2]],
        [[3], [4]],
      ]),
    ).toBe('tf.Tensor(\n[[[1.]\n  [2.]]\n\n [[3.]\n  [4.]]], shape=(2, 2, 1), dtype=float32)');
  });

  it('large ones by their edges', () => {
    const numbers = Array.from({ length: 2000 }, (_, i) => i);
    expect(text(numbers, 'int32')).toBe('tf.Tensor([   0    1    2 ... 1997 1998 1999], shape=(2000,), dtype=int32)');
  });

  it('a variable', () => {
    expect(formatObject(new tf.Variable([[1.5]], { name: 'kernel' }))).toBe(
      "<tf.Variable 'kernel:0' shape=(1, 1) dtype=float32, numpy=array([[1.5]], dtype=float32)>",
    );
    expect(formatObject(new tf.Variable([[1], [2]], { name: 'w' }))).toContain(
      'numpy=array([[1.],\n       [2.]], dtype',
    );
    expect(formatObject(new tf.Variable(4))).toBe("<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=4.0>");
  });
});
