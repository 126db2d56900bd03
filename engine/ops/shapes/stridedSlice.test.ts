import { beforeEach, describe, expect, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import { tf } from '../../index';
import { useBackend } from '../../tensor/activeBackend';
import type { Tensor } from '../../tensor/tensor';

beforeEach(() => useBackend(cpuBackend));

const counting = (shape: readonly number[]): Tensor => {
  const size = shape.reduce((product, one) => product * one, 1);
  return tf.reshape(tf.range(size), shape);
};

describe('stridedSlice does what Python’s indexing does', () => {
  const x = () => counting([6]);
  const open = { beginMask: 1, endMask: 1 };
  // Each line: the same in Python, and what NumPy gives for it.
  test.each<[string, () => Tensor, unknown]>([
    ['x[1:4]', () => tf.stridedSlice(x(), [1], [4]), [1, 2, 3]],
    ['x[::2]', () => tf.stridedSlice(x(), [0], [0], { strides: [2], ...open }), [0, 2, 4]],
    ['x[::-1]', () => tf.stridedSlice(x(), [0], [0], { strides: [-1], ...open }), [5, 4, 3, 2, 1, 0]],
    ['x[::-4]', () => tf.stridedSlice(x(), [0], [0], { strides: [-4], ...open }), [5, 1]],
    ['x[-2::-2]', () => tf.stridedSlice(x(), [-2], [0], { strides: [-2], endMask: 1 }), [4, 2, 0]],
    ['x[:2:-1]', () => tf.stridedSlice(x(), [0], [2], { strides: [-1], beginMask: 1 }), [5, 4, 3]],
    ['x[-100:100]', () => tf.stridedSlice(x(), [-100], [100]), [0, 1, 2, 3, 4, 5]],
    ['x[100:-100:-3]', () => tf.stridedSlice(x(), [100], [-100], { strides: [-3] }), [5, 2]],
    ['x[4:2]', () => tf.stridedSlice(x(), [4], [2]), []],
    ['x[2:4:-1]', () => tf.stridedSlice(x(), [2], [4], { strides: [-1] }), []],
    ['x[-1]', () => tf.stridedSlice(x(), [-1], [0], { shrinkAxisMask: 1 }), 5],
    ['x[tf.newaxis, 1:3]', () => tf.stridedSlice(x(), [0, 1], [0, 3], { newAxisMask: 1 }), [[1, 2]]],
    ['x[...]', () => tf.stridedSlice(x(), [0], [0], { ellipsisMask: 1 }), [0, 1, 2, 3, 4, 5]],
  ])('%s', (_, call, expected) => {
    expect(call().arraySync()).toEqual(expected);
  });

  test('masks together: x[1, ..., tf.newaxis, ::-1] of [2, 3, 4]', () => {
    const masks = { shrinkAxisMask: 1, ellipsisMask: 2, newAxisMask: 4, beginMask: 8, endMask: 8 };
    const y = tf.stridedSlice(counting([2, 3, 4]), [1, 0, 0, 0], [2, 0, 0, 0], { strides: [1, 1, 1, -1], ...masks });
    expect(y.arraySync()).toEqual([[[15, 14, 13, 12]], [[19, 18, 17, 16]], [[23, 22, 21, 20]]]);
  });

  test('an ellipsis of no axes, and axes that are not named', () => {
    const x = counting([2, 2]);
    expect(tf.stridedSlice(x, [0, 0, 1], [2, 0, 2], { ellipsisMask: 2 }).arraySync()).toEqual([[1], [3]]);
    expect(tf.stridedSlice(x, [1], [2]).arraySync()).toEqual([[2, 3]]);
    expect(tf.stridedSlice(x, [], []).arraySync()).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  test('of rank 0, of nothing and of rank 6', () => {
    expect(tf.stridedSlice(3, [], []).arraySync()).toBe(3);
    expect(tf.stridedSlice(tf.zeros([0, 2]), [0], [0], { strides: [-1], beginMask: 1, endMask: 1 }).shape).toEqual([
      0, 2,
    ]);
    const x = counting([2, 1, 3, 1, 2, 2]);
    const y = tf.stridedSlice(x, [1, 0, 2, 0, 1, 0], [2, 1, 0, 1, 2, 2], { strides: [1, 1, -1, 1, 1, 1] });
    expect(y.arraySync()).toEqual([[[[[[22, 23]]], [[[18, 19]]]]]]);
  });

  test('gives every element its gradient back, zeros elsewhere', () => {
    const x = new tf.Variable([1, 2, 3, 4, 5]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.multiply(tf.stridedSlice(x, [3], [0], { strides: [-2] }), [10, 20]));
    expect(y.arraySync()).toEqual([40, 40]);
    expect((tape.gradient(y, x) as Tensor).arraySync()).toEqual([0, 20, 0, 10, 0]);
  });

  test.each([
    [() => tf.stridedSlice(counting([2, 3]), [0, 0, 0], [1, 1, 1]), 'stridedSlice: 3 axes are named, but [2, 3] has 2'],
    [() => tf.stridedSlice(counting([3]), [0], [1], { strides: [0] }), 'stridedSlice: strides[0] must not be 0'],
    [() => tf.stridedSlice(counting([3]), [0, 1], [1]), 'of whole numbers and one length, got [0, 1], [1], [1, 1]'],
    [() => tf.stridedSlice(counting([3]), [0.5], [1]), 'of whole numbers and one length, got [0.5], [1], [1]'],
    [
      () => tf.stridedSlice(counting([3]), [3], [4], { shrinkAxisMask: 1 }),
      'index 3 is out of range for axis 0 of [3]',
    ],
    [
      () => tf.stridedSlice(counting([3]), [0], [1], { strides: [-1], shrinkAxisMask: 1 }),
      'only stride 1 goes with one place',
    ],
    [() => tf.stridedSlice(counting([3]), [0, 0], [0, 0], { ellipsisMask: 3 }), 'more than one ellipsis (mask 3)'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('pad', () => {
  const x = () =>
    tf.constant([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  const margins = [
    [1, 1],
    [2, 2],
  ];

  // The three examples of TensorFlow's page.
  test('CONSTANT, REFLECT and SYMMETRIC', () => {
    expect(
      tf
        .pad(
          [[1, 2, 3]],
          [
            [0, 0],
            [1, 2],
          ],
          { constantValues: 9 },
        )
        .arraySync(),
    ).toEqual([[9, 1, 2, 3, 9, 9]]);
    expect(tf.pad(x(), margins, { mode: 'REFLECT' }).arraySync()).toEqual([
      [6, 5, 4, 5, 6, 5, 4],
      [3, 2, 1, 2, 3, 2, 1],
      [6, 5, 4, 5, 6, 5, 4],
      [3, 2, 1, 2, 3, 2, 1],
    ]);
    expect(tf.pad(x(), margins, { mode: 'symmetric' }).arraySync()).toEqual([
      [2, 1, 1, 2, 3, 3, 2],
      [2, 1, 1, 2, 3, 3, 2],
      [5, 4, 4, 5, 6, 6, 5],
      [5, 4, 4, 5, 6, 6, 5],
    ]);
  });

  test('counts in the gradient how often each element is shown', () => {
    const counts = (mode: 'REFLECT' | 'SYMMETRIC') => {
      const v = new tf.Variable([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      const tape = new tf.GradientTape();
      const y = tape.record(() => tf.pad(v, margins, { mode }));
      return (tape.gradient(y, v) as Tensor).arraySync();
    };
    expect(counts('REFLECT')).toEqual([
      [4, 6, 4],
      [4, 6, 4],
    ]);
    expect(counts('SYMMETRIC')).toEqual([
      [4, 6, 4],
      [4, 6, 4],
    ]);
  });

  test.each([
    [
      () => tf.pad([1, 2], [[2, 0]], { mode: 'REFLECT' }),
      'pad: REFLECT takes paddings below the size of each axis of [2], got [[2, 0]]',
    ],
    [
      () => tf.pad([1, 2], [[0, 3]], { mode: 'SYMMETRIC' }),
      'pad: SYMMETRIC takes paddings up to the size of each axis of [2]',
    ],
    [
      () => tf.pad([1, 2], [[0, 3]], { mode: 'WRAP' as never }),
      'pad: expected mode CONSTANT, REFLECT or SYMMETRIC, got WRAP',
    ],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});
