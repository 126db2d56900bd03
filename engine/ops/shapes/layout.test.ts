import { beforeEach, describe, expect, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import { tf } from '../../index';
import { useBackend } from '../../tensor/activeBackend';
import type { Tensor } from '../../tensor/tensor';

beforeEach(() => useBackend(cpuBackend));

const rows = () =>
  tf.constant([
    [1, 2],
    [3, 4],
  ]);

describe('repeat', () => {
  // The examples of TensorFlow's page.
  test.each<[string, () => Tensor, unknown]>([
    ['each its own', () => tf.repeat([0, 1, 2], [3, 0, 2], { axis: 0 }), [0, 0, 0, 2, 2]],
    [
      'rows',
      () => tf.repeat(rows(), [2, 3], { axis: 0 }),
      [
        [1, 2],
        [1, 2],
        [3, 4],
        [3, 4],
        [3, 4],
      ],
    ],
    [
      'columns',
      () => tf.repeat(rows(), [2, 3], { axis: 1 }),
      [
        [1, 1, 2, 2, 2],
        [3, 3, 4, 4, 4],
      ],
    ],
    ['a scalar', () => tf.repeat(3, 4), [3, 3, 3, 3]],
    ['flat', () => tf.repeat(rows(), 2), [1, 1, 2, 2, 3, 3, 4, 4]],
    [
      'from the last axis',
      () => tf.repeat(rows(), 2, { axis: -1 }),
      [
        [1, 1, 2, 2],
        [3, 3, 4, 4],
      ],
    ],
    ['nothing', () => tf.repeat(tf.zeros([0]), 2), []],
  ])('%s', (_, call, expected) => {
    expect(call().arraySync()).toEqual(expected);
  });

  test.each([
    [
      () => tf.repeat(rows(), [1, 2, 3], { axis: 0 }),
      'repeat: expected one number or 2 for axis 0 of [2, 2], got 3 repeats',
    ],
    [() => tf.repeat(rows(), -1), 'repeat: expected whole repeats of 0 or more, got -1'],
    [() => tf.repeat(rows(), 1, { axis: 2 }), 'repeat: axis 2 is out of range for rank 2'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('roll', () => {
  // The examples of TensorFlow's page.
  test.each<[string, () => Tensor, unknown]>([
    ['on', () => tf.roll([0, 1, 2, 3, 4], 2, 0), [3, 4, 0, 1, 2]],
    [
      'two axes',
      () =>
        tf.roll(
          [
            [0, 1, 2, 3, 4],
            [5, 6, 7, 8, 9],
          ],
          [1, -2],
          [0, 1],
        ),
      [
        [7, 8, 9, 5, 6],
        [2, 3, 4, 0, 1],
      ],
    ],
    [
      'one axis twice',
      () =>
        tf.roll(
          [
            [0, 1, 2, 3, 4],
            [5, 6, 7, 8, 9],
          ],
          [2, -3],
          [1, 1],
        ),
      [
        [1, 2, 3, 4, 0],
        [6, 7, 8, 9, 5],
      ],
    ],
    ['further than it is long', () => tf.roll([1, 2, 3], -7, -1), [2, 3, 1]],
    ['nothing', () => tf.roll(tf.zeros([0]), 1, 0), []],
    ['a scalar, along no axis', () => tf.roll(5, [], []), 5],
  ])('%s', (_, call, expected) => {
    expect(call().arraySync()).toEqual(expected);
  });

  test('of rank 6', () => {
    const x = tf.reshape(tf.range(24), [1, 2, 1, 3, 2, 2]);
    const back = tf.roll(tf.roll(x, [1, 2, 1], [1, 3, 5]), [-1, -2, -1], [1, 3, 5]);
    expect(back.arraySync()).toEqual(x.arraySync());
    expect((tf.roll(x, [1, 1], [3, -1]).dataSync() as Int32Array).slice(0, 4)).toEqual(Int32Array.of(9, 8, 11, 10));
  });

  test.each([
    [() => tf.roll([1, 2], [1, 2], 0), 'roll: expected a whole shift for each axis of [0], got [1, 2]'],
    [() => tf.roll([1, 2], 0.5, 0), 'roll: expected a whole shift for each axis of [0], got [0.5]'],
    [() => tf.roll([1, 2], 1, 1), 'roll: axis 1 is out of range for rank 1'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('linspace', () => {
  test('ends on the stop exactly', () => {
    expect(tf.linspace(10, 12, 3).arraySync()).toEqual([10, 11, 12]);
    const fine = tf.linspace(0, 0.1, 1000).arraySync() as number[];
    expect([fine.length, fine[0], fine[999]]).toEqual([1000, 0, Math.fround(0.1)]);
    expect(tf.linspace(2, 9, 1).arraySync()).toEqual([2]);
    expect(tf.linspace([0, 5], [10, 20], 3).arraySync()).toEqual([
      [0, 5],
      [5, 12.5],
      [10, 20],
    ]);
    expect(tf.linspace([0, 5], [10, 20], 3, { axis: -1 }).arraySync()).toEqual([
      [0, 5, 10],
      [5, 12.5, 20],
    ]);
  });

  test.each([
    [() => tf.linspace(0, 1, 0), 'linspace: expected a whole num of 1 or more, got 0'],
    [() => tf.linspace([0], [1, 2], 3), 'linspace: expected start and stop of one shape, got [1] and [2]'],
    [
      () => tf.linspace(tf.constant(1, { dtype: 'int32' }), 5, 3),
      'expected start and stop of one float dtype, got int32',
    ],
    [() => tf.linspace(0, 1, 3, { axis: 1 }), 'linspace: axis 1 is out of range for rank 1'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('meshgrid', () => {
  test('runs the first along the columns, or along the rows', () => {
    const of = (grid: readonly Tensor[]) => grid.map((one) => one.arraySync());
    expect(of(tf.meshgrid([1, 2, 3], [4, 5]))).toEqual([
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      [
        [4, 4, 4],
        [5, 5, 5],
      ],
    ]);
    expect(of(tf.meshgrid([1, 2, 3], [4, 5], { indexing: 'ij' }))).toEqual([
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      [
        [4, 5],
        [4, 5],
        [4, 5],
      ],
    ]);
    expect(tf.meshgrid([1, 2, 3], [4, 5], [6, 7, 8, 9]).map((one) => one.shape)).toEqual(Array(3).fill([2, 3, 4]));
    expect(of(tf.meshgrid(7))).toEqual([[7]]);
    expect(tf.meshgrid()).toEqual([]);
  });

  test.each([
    [() => tf.meshgrid([1], [[1]]), 'meshgrid: expected tensors of rank 0 or 1, got [1, 1]'],
    [() => tf.meshgrid([1], { indexing: 'yx' as never }), 'meshgrid: expected indexing xy or ij, got yx'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('what is known of a tensor', () => {
  test('shape, size and rank are int32 tensors', () => {
    const x = tf.ones([2, 0, 3]);
    const known = [tf.shape(x), tf.size(x), tf.rank(x)];
    expect(known.map((one) => one.arraySync())).toEqual([[2, 0, 3], 0, 3]);
    expect(new Set(known.map((one) => one.dtype))).toEqual(new Set(['int32']));
    expect(tf.shape(5).shape).toEqual([0]);
  });

  test('ensureShape gives the tensor or throws', () => {
    const x = rows();
    expect(tf.ensureShape(x, [null, 2])).toBe(x);
    expect(() => tf.ensureShape(x, [null, 3])).toThrow('ensureShape: expected [null, 3], got [2, 2]');
    expect(() => tf.ensureShape(x, [2])).toThrow('ensureShape: expected [2], got [2, 2]');
  });

  test('broadcastTo takes more axes, never fewer', () => {
    expect(tf.broadcastTo([1, 2], [2, 2]).arraySync()).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(tf.broadcastTo(tf.zeros([1, 0]), [3, 0]).shape).toEqual([3, 0]);
    expect(() => tf.broadcastTo(rows(), [2])).toThrow('broadcastTo: [2, 2] does not broadcast to [2]');
    expect(() => tf.broadcastTo([1], [-1])).toThrow('broadcastTo: expected whole sizes of 0 or more, got [-1]');
    expect(() => tf.broadcastTo([1], [1.5])).toThrow('broadcastTo: expected whole sizes of 0 or more, got [1.5]');
  });

  test('zeros and ones say what they want', () => {
    expect(() => tf.zeros([2, -1])).toThrow('zeros: expected whole sizes of 0 or more, got [2, -1]');
    expect(() => tf.ones(2.5 as never)).toThrow('ones: expected whole sizes of 0 or more, got [2.5]');
    expect(tf.onesLike(tf.zeros([2]), { dtype: 'int32' }).dtype).toBe('int32');
  });
});
