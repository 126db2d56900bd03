import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { tf } from '../../index';
import { useBackend, withBackend } from '../../tensor/activeBackend';
import type { Tensor } from '../../tensor/tensor';
import { testWebgpuBackend } from '../../testing/webgpu';

beforeEach(() => useBackend(cpuBackend));

const int = (values: number[] | number[][]) => tf.constant(values, { dtype: 'int32' });

describe('gather', () => {
  const x = () =>
    tf.constant([
      [1, 2, 3],
      [4, 5, 6],
    ]);

  test('picks in each batch on its own', () => {
    expect(
      tf
        .gather(
          x(),
          [
            [2, 0],
            [1, 1],
          ],
          { batchDims: 1 },
        )
        .arraySync(),
    ).toEqual([
      [3, 1],
      [5, 5],
    ]);
    expect(tf.gather(x(), [2, 0], { axis: 1, batchDims: 1 }).arraySync()).toEqual([3, 4]);
    expect(tf.gather(x(), [[1], [0]], { axis: -1, batchDims: -1 }).arraySync()).toEqual([[2], [4]]);
  });

  test('takes the first axis after the batch where none is said', () => {
    const y = tf.gather(tf.ones([2, 3, 4]), int([[0], [2]]), { batchDims: 1 });
    expect(y.shape).toEqual([2, 1, 4]);
  });

  test.each([
    [() => tf.gather(x(), [[0], [3]], { batchDims: 1 }), 'gather: index 3 is out of range for axis 1 of [2, 3]'],
    [() => tf.gather(x(), [-1]), 'gather: index -1 is out of range for axis 0 of [2, 3]'],
    [() => tf.gather(x(), int([0]), { batchDims: 2 }), 'gather: batchDims 2 is more than the indices [1] have'],
    [() => tf.gather(x(), int([0, 1]), { axis: 0, batchDims: 1 }), 'gather: axis 0 lies inside the first 1, the batch'],
    [
      () => tf.gather(x(), int([0, 1, 1]), { batchDims: 1 }),
      'gather: the first 1 axes differ: params [2, 3] and indices [3]',
    ],
    [() => tf.gather(x(), tf.constant([0, 1])), 'gather: expected int32 indices, got float32 [2]'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('gatherNd', () => {
  const x = () =>
    tf.constant([
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ]);

  // The examples of TensorFlow's page, with numbers.
  test.each<[number[] | number[][] | number[][][], unknown]>([
    [
      [
        [0, 0, 1],
        [1, 0, 1],
      ],
      [2, 6],
    ],
    [
      [
        [0, 1],
        [1, 0],
      ],
      [
        [3, 4],
        [5, 6],
      ],
    ],
    [
      [[1]],
      [
        [
          [5, 6],
          [7, 8],
        ],
      ],
    ],
    [[1, 1, 0], 7],
    [
      [[[0, 1]], [[1, 0]]],
      [[[3, 4]], [[5, 6]]],
    ],
  ])('%j', (indices, expected) => {
    expect(tf.gatherNd(x(), indices).arraySync()).toEqual(expected);
  });

  test('with batchDims names places inside the batch', () => {
    expect(tf.gatherNd(x(), [[1], [0]], { batchDims: 1 }).arraySync()).toEqual([
      [3, 4],
      [5, 6],
    ]);
    expect(tf.gatherNd(x(), [[[1, 0]], [[0, 1]]], { batchDims: 1 }).arraySync()).toEqual([[3], [6]]);
    expect(
      tf
        .gatherNd(
          x(),
          [
            [[0], [1]],
            [[1], [1]],
          ],
          { batchDims: 2 },
        )
        .arraySync(),
    ).toEqual([
      [1, 4],
      [6, 8],
    ]);
  });

  test('of a whole tensor, of nothing and of rank 6', () => {
    expect(tf.gatherNd([1, 2], tf.zeros([3, 0], { dtype: 'int32' })).arraySync()).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(tf.gatherNd([1, 2], tf.zeros([0, 1], { dtype: 'int32' })).shape).toEqual([0]);
    const deep = tf.reshape(tf.range(24), [1, 2, 1, 3, 2, 2]);
    expect(tf.gatherNd(deep, [[0, 1, 0, 2, 1, 0]]).arraySync()).toEqual([22]);
  });

  test.each([
    [() => tf.gatherNd(x(), [[2, 0]]), 'gatherNd: index [2, 0] is out of range for [2, 2, 2]'],
    [() => tf.gatherNd([1, 2], [[0, 0]]), 'rows of 2 indices [1, 2] name more axes than [2] has'],
    [() => tf.gatherNd([1, 2], 0), 'gatherNd: expected rows of indices, got the scalar []'],
    [() => tf.gatherNd([1, 2], tf.constant([[0]])), 'gatherNd: expected int32 indices, got float32 [1, 1]'],
    [
      () => tf.gatherNd(x(), [[0]], { batchDims: 1 }),
      'gatherNd: the first 1 axes differ: params [2, 2, 2] and indices [1, 1]',
    ],
    [() => tf.gatherNd([1], [[0]], { batchDims: 2 }), 'gatherNd: expected batchDims from 0 to 1, got 2'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('scatterNd', () => {
  test('puts updates into zeros, where duplicates add up', () => {
    expect(tf.scatterNd([[4], [3], [1], [7]], [9, 10, 11, 12], [8]).arraySync()).toEqual([0, 11, 0, 10, 9, 0, 0, 12]);
    expect(
      tf
        .scatterNd(
          [[1], [1], [0]],
          [
            [1, 2],
            [10, 20],
            [5, 5],
          ],
          [2, 2],
        )
        .arraySync(),
    ).toEqual([
      [5, 5],
      [11, 22],
    ]);
    expect(tf.scatterNd([[0], [0]], int([3, 4]), [2]).dtype).toBe('int32');
  });

  test('of nothing is zeros', () => {
    expect(tf.scatterNd(tf.zeros([0, 1], { dtype: 'int32' }), tf.zeros([0]), [2]).arraySync()).toEqual([0, 0]);
    expect(tf.scatterNd(tf.zeros([2, 0], { dtype: 'int32' }), [1, 2], []).arraySync()).toBe(3);
  });

  test.each([
    [() => tf.scatterNd([[8]], [1], [8]), 'scatterNd: index [8] is out of range for [8]'],
    [() => tf.scatterNd([[1]], [1, 2], [8]), 'scatterNd: expected updates [1] for indices [1, 1], got [2]'],
    [() => tf.scatterNd([[1]], [true], [8]), 'scatterNd: expected updates of a number dtype, got bool [1]'],
    [() => tf.scatterNd([[1]], [1], [-8]), 'scatterNd: expected whole sizes of 0 or more, got [-8]'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('tensorScatterNdUpdate and tensorScatterNdAdd', () => {
  test('replace and add; of duplicates the last stays, all of them add', () => {
    const x = tf.constant([1, 1, 1, 1]);
    expect(tf.tensorScatterNdUpdate(x, [[1], [3], [1]], [5, 6, 7]).arraySync()).toEqual([1, 7, 1, 6]);
    expect(tf.tensorScatterNdAdd(x, [[1], [3], [1]], [5, 6, 7]).arraySync()).toEqual([1, 13, 1, 7]);
    const yes = tf.tensorScatterNdUpdate(tf.constant([false, false]), [[1]], [true]);
    expect([yes.dtype, yes.arraySync()]).toEqual(['bool', [false, true]]);
  });

  test('pass no gradient to what was replaced', () => {
    const x = new tf.Variable([1, 2, 3]);
    const updates = new tf.Variable([7]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.multiply(tf.tensorScatterNdUpdate(x, [[1]], updates), [2, 3, 4]));
    const [byTensor, byUpdates] = tape.gradient(y, [x, updates]) as Tensor[];
    expect(byTensor.arraySync()).toEqual([2, 0, 4]);
    expect(byUpdates.arraySync()).toEqual([3]);
  });

  test.each([
    [() => tf.tensorScatterNdUpdate([1, 2], [[2]], [1]), 'tensorScatterNdUpdate: index [2] is out of range for [2]'],
    [() => tf.tensorScatterNdUpdate([1, 2], [[1]], int([1])), "expected updates of the tensor's float32, got int32"],
    [() => tf.tensorScatterNdAdd([1, 2], [[-1]], [1]), 'tensorScatterNdAdd: index [-1] is out of range for [2]'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('indices in a tensor that are out of range, duplicates', () => {
  let webgpu: WebgpuBackend;
  beforeAll(async () => {
    webgpu = await testWebgpuBackend();
    return () => webgpu.destroy();
  });

  test.each<[string, () => Tensor, number[]]>([
    ['gather', () => tf.gather([1, 2, 3], int([0, 3, -1, 2])), [1, 0, 0, 3]],
    [
      'gatherNd',
      () =>
        tf.gatherNd(
          [
            [1, 2],
            [3, 4],
          ],
          int([
            [0, 1],
            [1, 2],
            [-1, 0],
          ]),
        ),
      [2, 0, 0],
    ],
    ['scatterNd', () => tf.scatterNd(int([[0], [3], [-1], [0]]), [1, 2, 3, 4], [3]), [5, 0, 0]],
    ['tensorScatterNdUpdate', () => tf.tensorScatterNdUpdate([1, 1, 1], int([[2], [3], [2]]), [5, 6, 7]), [1, 1, 7]],
  ])('%s reads 0 there and writes nothing, on both backends', async (_, call, expected) => {
    expect([...call().dataSync()]).toEqual(expected);
    const [onGpu] = await webgpu.readMany([withBackend(webgpu, call)]);
    expect([...onGpu]).toEqual(expected);
  });
});
