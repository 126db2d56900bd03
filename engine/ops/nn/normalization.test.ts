import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError, tf, type Tensor, ValueError } from '../../index';

const whole = tf.constant([1, 2], { dtype: 'int32' });
const close = (actual: Tensor, expected: number[]) =>
  Array.from(actual.dataSync()).forEach((one, i) => expect(one).toBeCloseTo(expected[i], 5));

describe('moments', () => {
  const x = tf.constant([
    [1, 2],
    [3, 6],
  ]);

  test('along axes, kept or not', () => {
    const [mean, variance] = tf.nn.moments(x, [0]);
    expect([mean.arraySync(), variance.arraySync()]).toEqual([
      [2, 4],
      [1, 4],
    ]);
    const kept = tf.nn.moments(x, 1, { keepdims: true });
    expect(kept.map(({ shape }) => shape)).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(tf.nn.moments(x, [0, 1]).map((one) => one.itemSync())).toEqual([3, 3.5]);
  });

  test('the mean is taken out first, so that a large one does no harm', () => {
    expect(tf.nn.moments([10001, 10002, 10003], [0])[1].itemSync()).toBeCloseTo(2 / 3, 6);
  });

  test('no axes, no elements, NaN', () => {
    expect(tf.nn.moments(x, []).map((one) => one.arraySync())).toEqual([
      x.arraySync(),
      [
        [0, 0],
        [0, 0],
      ],
    ]);
    expect(tf.nn.moments(tf.zeros([0, 2]), [0])[0].dataSync()).toEqual(Float32Array.of(NaN, NaN));
    expect(tf.nn.moments([1, NaN], [0])[1].itemSync()).toBeNaN();
  });

  test('errors', () => {
    expect(() => tf.nn.moments(x, [2])).toThrow(ValueError);
    expect(() => tf.nn.moments(x, [2])).toThrow('moments: axis 2 is out of range for rank 2: expected -2 to 1');
    expect(() => tf.nn.moments(whole, [0])).toThrow('moments: expected a float dtype, got int32 [2]');
  });
});

describe('batchNormalization', () => {
  const x = [
    [1, 10],
    [3, 30],
  ];
  const [mean, variance] = [
    [2, 20],
    [1, 100],
  ];

  test('with and without offset and scale', () => {
    expect(tf.nn.batchNormalization(x, mean, variance, null, null, 0).arraySync()).toEqual([
      [-1, -1],
      [1, 1],
    ]);
    close(tf.nn.batchNormalization(x, mean, variance, [0.5, -0.5], [2, 3], 0), [-1.5, -3.5, 2.5, 2.5]);
    close(tf.nn.batchNormalization(x, mean, variance, null, [2, 3], 0), [-2, -3, 2, 3]);
    close(tf.nn.batchNormalization(x, mean, variance, [0.5, -0.5], null, 3), [0, -1.485329, 1, 0.485329]);
  });

  test('errors', () => {
    expect(() => tf.nn.batchNormalization(x, [1, 2, 3], variance, null, null, 0)).toThrow(ShapeError);
    expect(() => tf.nn.batchNormalization(whole, 0, 1, null, null, 0)).toThrow(DTypeError);
  });
});

describe('l2Normalize and l2Loss', () => {
  test('the axis and the floor of the length', () => {
    close(tf.math.l2Normalize([3, 4]), [0.6, 0.8]);
    close(
      tf.nn.l2Normalize(
        [
          [3, 4],
          [0, 2],
        ],
        { axis: 1 },
      ),
      [0.6, 0.8, 0, 1],
    );
    close(tf.math.l2Normalize([0.3, 0.4], { epsilon: 4 }), [0.15, 0.2]);
    expect(tf.math.l2Normalize([0, 0]).arraySync()).toEqual([0, 0]);
  });

  test('the loss is half the sum of squares', () => {
    expect(tf.nn.l2Loss([3, 4]).itemSync()).toBe(12.5);
    expect(tf.nn.l2Loss(tf.zeros([0])).itemSync()).toBe(0);
    expect(() => tf.nn.l2Loss(whole)).toThrow('l2Loss: expected a float dtype, got int32 [2]');
    expect(() => tf.math.l2Normalize([1], { axis: 1 })).toThrow(ValueError);
  });
});

test('zeroFraction', () => {
  expect(tf.math.zeroFraction([0, 1, -0, NaN]).itemSync()).toBe(0.5);
  expect(tf.nn.zeroFraction(whole).dtype).toBe('float32');
  expect(tf.nn.zeroFraction(tf.constant([true, false, false, false])).itemSync()).toBe(0.75);
  expect(tf.nn.zeroFraction(tf.zeros([0])).itemSync()).toBeNaN();
});

describe('weightedCrossEntropyWithLogits', () => {
  // PyTorch's binary_cross_entropy_with_logits with pos_weight 2.5.
  test('the positive labels count more', () => {
    const loss = tf.nn.weightedCrossEntropyWithLogits([1, 0, 0.3], [0.5, -1, 2], 2.5);
    close(loss, [1.185192, 0.313262, 1.584046]);
  });

  test('overflows nowhere, and has a derivative at 0', () => {
    expect(tf.nn.weightedCrossEntropyWithLogits([1, 0], [-500, 500], 2).arraySync()).toEqual([1000, 500]);
    const x = new tf.Variable(0);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.nn.weightedCrossEntropyWithLogits(1, x, 3));
    expect(tape.gradient(y, x)!.itemSync()).toBe(-1.5);
  });

  test('errors', () => {
    expect(() => tf.nn.weightedCrossEntropyWithLogits([1], [1, 2], 2)).toThrow(
      'weightedCrossEntropyWithLogits: expected labels and logits of one shape, got [1] and [2]',
    );
  });
});
