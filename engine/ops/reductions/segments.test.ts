import { beforeAll, describe, expect, test } from 'vitest';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { DTypeError, ShapeError, tf, ValueError } from '../../index';
import { withBackend } from '../../tensor/activeBackend';
import { testWebgpuBackend } from '../../testing/webgpu';

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

const c = tf.constant([
  [1, 2, 3, 4],
  [4, 3, 2, 1],
  [5, 6, 7, 8],
]);

describe('segments', () => {
  test("TensorFlow's own examples", () => {
    const expected = [
      [5, 5, 5, 5],
      [5, 6, 7, 8],
    ];
    expect(tf.math.segmentSum(c, [0, 0, 1]).arraySync()).toEqual(expected);
    expect(tf.math.unsortedSegmentSum(c, [0, 1, 0], 2).arraySync()).toEqual([
      [6, 8, 10, 12],
      [4, 3, 2, 1],
    ]);
    expect(tf.math.segmentMean(c, [0, 0, 1]).arraySync()).toEqual([
      [2.5, 2.5, 2.5, 2.5],
      [5, 6, 7, 8],
    ]);
  });

  test('segments without slices are 0, and negative ids leave slices out', () => {
    expect(tf.math.unsortedSegmentSum([1, 2, 4], [2, -1, 2], 4).arraySync()).toEqual([0, 0, 5, 0]);
    expect(tf.math.unsortedSegmentMean([1, 2, 4], [2, -1, 2], 4).arraySync()).toEqual([0, 0, 2.5, 0]);
    expect(tf.math.segmentSum([1, 2], [1, 3]).arraySync()).toEqual([0, 1, 0, 2]);
    expect(tf.math.segmentSum(tf.zeros([0, 3]), []).shape).toEqual([0, 3]);
  });

  test('the largest and the smallest: NaN wins, ties share, nothing is the end of the numbers', () => {
    const most = 3.4028234663852886e38;
    expect(tf.math.unsortedSegmentMax([1, 5, 2, NaN], [0, 2, 2, 3], 4).arraySync()).toEqual([1, -most, 5, NaN]);
    expect(tf.math.unsortedSegmentMin([1, 5, 2, 0], [0, 2, 2, -1], 3).arraySync()).toEqual([1, most, 2]);
    expect(tf.math.unsortedSegmentMax(new Int32Array(0), [], 1).arraySync()).toEqual([-2147483648]);
    const x = tf.constant([3, 3, 1, 7, -Infinity]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      tape.watch(x);
      return tf.math.unsortedSegmentMax(x, [0, 0, 0, -1, 1], 2);
    });
    expect(tape.gradient(y, x)!.arraySync()).toEqual([0.5, 0.5, 0, 0, 0]);
  });

  test('ids may be a tensor, where it can be read', () => {
    expect(tf.math.segmentSum([1, 2], tf.constant(new Int32Array([0, 2]))).shape).toEqual([3]);
    withBackend(webgpu, () => {
      const ids = tf.constant(new Int32Array([0, 2]));
      expect(() => tf.math.segmentSum([1, 2], ids)).toThrow('use the unsorted form with numSegments');
      expect(tf.math.unsortedSegmentSum([1, 2], ids, 3).shape).toEqual([3]);
      expect(tf.math.segmentSum([1, 2], [0, 2]).shape).toEqual([3]);
    });
  });

  test('integers stay whole', () => {
    expect(tf.math.segmentSum(new Int32Array([1, 2]), [0, 0]).dtype).toBe('int32');
  });

  test('throws for ids and shapes that do not fit', () => {
    expect(() => tf.math.segmentSum([1, 2], [1, 0])).toThrow('expected ids from 0 up that never go down, got 0 at 1');
    expect(() => tf.math.segmentSum([1, 2], [-1, 0])).toThrow(ValueError);
    expect(() => tf.math.segmentSum([1, 2], [0, 0, 1])).toThrow(ShapeError);
    expect(() => tf.math.unsortedSegmentSum([1, 2], [0, 5], 3)).toThrow('id 5 is out of range for 3 segments');
    expect(() => tf.math.unsortedSegmentSum([1, 2], [0, 0], -1)).toThrow(ValueError);
    expect(() => tf.math.unsortedSegmentSum([1, 2], tf.constant([0, 0]), 1)).toThrow(DTypeError);
    expect(() => tf.math.unsortedSegmentSum([true], [0], 1)).toThrow(DTypeError);
    expect(() => tf.math.unsortedSegmentMean(new Int32Array(1), [0], 1)).toThrow(DTypeError);
  });
});
