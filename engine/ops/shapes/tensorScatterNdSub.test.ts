import { expect, test } from 'vitest';
import { tf } from '../../index';

test('takes off every update, those of one place together', () => {
  const y = tf.tensorScatterNdSub([5, 6, 7], [[0], [2], [2]], [1, 2, 3]);
  expect(y.arraySync()).toEqual([4, 6, 2]);
});

test('numbers that are not 0 are counted, in all or along axes', () => {
  const x = [
    [1, 0, NaN],
    [0, 0, 2],
  ];
  expect(tf.math.countNonzero(x).arraySync()).toBe(3);
  expect(tf.math.countNonzero(x, { axis: 1, keepdims: true }).arraySync()).toEqual([[2], [1]]);
  expect(tf.math.countNonzero([true, false]).dtype).toBe('int32');
});
