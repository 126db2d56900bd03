import { describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../index';
import { numbers } from '../testing/gradients';

const { NaN: NAN, POSITIVE_INFINITY: INF } = Number;

/** The gradient of the sum of `f` by each of its inputs. */
function gradients(f: (...inputs: Tensor[]) => Tensor, ...values: (number | number[])[]): number[][] {
  const inputs = values.map((one) => tf.constant(one));
  const tape = new tf.GradientTape();
  const y = tape.record(() => {
    tape.watch(inputs);
    return f(...inputs);
  });
  return (tape.gradient(y, inputs) as Tensor[]).map(numbers);
}

describe('values at the edges', () => {
  test.each<[string, (x: Tensor) => Tensor, number[], number[]]>([
    ['abs', tf.abs, [-0, -INF, NAN], [0, INF, NAN]],
    ['sign', tf.sign, [-3, 0, 5, NAN], [-1, 0, 1, NAN]],
    ['sqrt', tf.sqrt, [0, -1, INF], [0, NAN, INF]],
    ['reciprocal', tf.math.reciprocal, [0, -0, INF], [INF, -INF, 0]],
    ['log', tf.math.log, [0, -1, INF], [-INF, NAN, INF]],
    ['log1p', tf.math.log1p, [-1, 1e-10], [-INF, Math.fround(1e-10)]],
    ['expm1', tf.math.expm1, [1e-10, -200], [Math.fround(1e-10), -1]],
    ['exp', tf.exp, [-INF, 200, NAN], [0, INF, NAN]],
    ['tanh', tf.tanh, [-100, 100, NAN], [-1, 1, NAN]],
    ['sigmoid', tf.sigmoid, [-200, 0, 200], [0, 0.5, 1]],
    ['softplus', tf.math.softplus, [-200, 500, NAN], [0, 500, NAN]],
    ['logSigmoid', tf.math.logSigmoid, [-500, 500], [-500, -0]],
    ['relu', tf.nn.relu, [-1, -0, 2, NAN, -INF, INF], [0, 0, 2, NAN, 0, INF]],
    ['erf', tf.math.erf, [-INF, 0, 10, NAN], [-1, 0, 1, NAN]],
    ['round', tf.round, [0.5, 1.5, 2.5, -0.5, -1.5, 2.4, -2.6], [0, 2, 2, -0, -2, 2, -3]],
  ])('%s', (_, f, input, expected) => {
    expect(numbers(f(tf.constant(input)))).toEqual(expected);
  });

  test('relu turns −0 into 0', () => {
    expect(Object.is(tf.nn.relu(-0).itemSync(), 0)).toBe(true);
  });

  test('isNan, isInf and isFinite', () => {
    const x = tf.constant([NAN, INF, -INF, 0, 3e38]);
    expect(tf.math.isNan(x).arraySync()).toEqual([true, false, false, false, false]);
    expect(tf.math.isInf(x).arraySync()).toEqual([false, true, true, false, false]);
    expect(tf.math.isFinite(x).arraySync()).toEqual([false, false, false, true, true]);
  });

  test('NaN wins a maximum and a minimum, and equals nothing', () => {
    expect(numbers(tf.maximum([1, NAN, 3], [NAN, 2, 1]))).toEqual([NAN, NAN, 3]);
    expect(numbers(tf.minimum([1, NAN, 3], [NAN, 2, 1]))).toEqual([NAN, NAN, 1]);
    expect(tf.reduceMax([1, NAN, 3]).itemSync()).toBeNaN();
    expect(tf.reduceMin([1, NAN, 3]).itemSync()).toBeNaN();
    expect(tf.equal([NAN, 0], [NAN, -0]).arraySync()).toEqual([false, true]);
    expect(tf.notEqual([NAN, 0], [NAN, -0]).arraySync()).toEqual([true, false]);
  });

  test('powers', () => {
    expect(numbers(tf.pow([0, 0, -2, -8, 2], [0, 2, 3, 1 / 3, -1]))).toEqual([1, 0, -8, NAN, 0.5]);
  });

  test('division: the remainder has the sign of the divisor, and no NaN where asked', () => {
    expect(numbers(tf.math.floormod([7, -7, 7, -7], [3, 3, -3, -3]))).toEqual([1, 2, -2, -1]);
    expect(numbers(tf.math.floordiv([7, -7, 7, -7], [3, 3, -3, -3]))).toEqual([2, -3, -3, 2]);
    expect(numbers(tf.math.divideNoNan([1, 0, NAN, 6], [0, 0, 0, 3]))).toEqual([0, 0, 0, 2]);
    expect(numbers(tf.divide([1, -1, 0], [0, 0, 0]))).toEqual([INF, -INF, NAN]);
  });

  test('integers divide to floats; floordiv and mean stay whole', () => {
    const a = tf.constant([7, -7], { dtype: 'int32' });
    expect(tf.divide(a, 2).dtype).toBe('float32');
    expect(numbers(tf.divide(a, 2))).toEqual([3.5, -3.5]);
    expect(numbers(tf.math.floordiv(a, 2))).toEqual([3, -4]);
    expect(tf.reduceMean(tf.constant([-7, 0], { dtype: 'int32' })).itemSync()).toBe(-3);
  });

  test('reductions of nothing', () => {
    const none = tf.zeros([0]);
    expect(tf.reduceSum(none).itemSync()).toBe(0);
    expect(tf.reduceProd(none).itemSync()).toBe(1);
    expect(tf.reduceMean(none).itemSync()).toBeNaN();
    expect(tf.reduceMax(none).itemSync()).toBe(-INF);
    expect(tf.reduceLogsumexp(none).itemSync()).toBe(-INF);
    expect(tf.reduceAll(tf.cast(none, 'bool')).arraySync()).toBe(true);
    expect(tf.reduceAny(tf.cast(none, 'bool')).arraySync()).toBe(false);
    expect(numbers(tf.reduceSum(tf.zeros([2, 0, 3]), { axis: 1 }))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('a cast cuts towards zero and stops at the ends', () => {
    expect(numbers(tf.cast([2.9, -2.9, 1e12, -1e12, NAN], 'int32'))).toEqual([2, -2, 2147483647, -2147483648, 0]);
    expect(tf.cast([0, -0, NAN, 0.1], 'bool').arraySync()).toEqual([false, false, true, true]);
  });
});

describe('stable where the textbook formula overflows', () => {
  test('softmax of ±300', () => {
    expect(numbers(tf.nn.softmax([300, -300, 300]))).toEqual([0.5, 0, 0.5]);
    expect(numbers(tf.nn.logSoftmax([300, -300]))).toEqual([0, -600]);
  });

  test('logsumexp of ±800', () => {
    expect(tf.reduceLogsumexp([800, 800]).itemSync()).toBeCloseTo(800 + Math.LN2, 3);
    expect(tf.reduceLogsumexp([-800, -800]).itemSync()).toBeCloseTo(-800 + Math.LN2, 3);
    expect(gradients((x) => tf.reduceLogsumexp(x), [800, 800])).toEqual([[0.5, 0.5]]);
    expect(tf.reduceLogsumexp([-INF, -INF]).itemSync()).toBe(-INF);
    expect(tf.reduceLogsumexp([INF, 0]).itemSync()).toBe(INF);
  });

  test('sigmoid cross-entropy of ±100', () => {
    const tiny = Math.fround(Math.exp(-100));
    const losses = tf.nn.sigmoidCrossEntropyWithLogits([0, 1, 0, 1], [100, 100, -100, -100]);
    expect(numbers(losses)).toEqual([100, tiny, tiny, 100]);
    const f = (u: Tensor) => tf.nn.sigmoidCrossEntropyWithLogits([0, 1, 0, 1], u);
    const [found] = gradients(f, [100, 100, -100, -100]);
    [1, 0, 0, -1].forEach((one, i) => expect(found[i]).toBeCloseTo(one, 30));
  });

  test('softmax cross-entropy of ±300, and a label of 0 beside −∞', () => {
    expect(tf.nn.softmaxCrossEntropyWithLogits([1, 0], [-300, 300]).itemSync()).toBe(600);
    expect(tf.nn.softmaxCrossEntropyWithLogits([0, 1], [-INF, 3]).itemSync()).toBe(0);
    expect(
      tf.nn
        .sparseSoftmaxCrossEntropyWithLogits(
          [0, 1],
          [
            [-300, 300],
            [-300, 300],
          ],
        )
        .arraySync(),
    ).toEqual([600, 0]);
    expect(gradients((u) => tf.nn.sparseSoftmaxCrossEntropyWithLogits(0, u), [-300, 300])).toEqual([[-1, 1]]);
  });

  test('a class that does not exist gives NaN', () => {
    expect(
      numbers(
        tf.nn.sparseSoftmaxCrossEntropyWithLogits(
          [3, -1],
          [
            [1, 2],
            [1, 2],
          ],
        ),
      ),
    ).toEqual([NAN, NAN]);
  });
});

describe("gradients at kinks are TensorFlow's", () => {
  test.each<[string, (...inputs: Tensor[]) => Tensor, (number | number[])[], number[][]]>([
    ['relu at 0 is 0', tf.nn.relu, [[-1, 0, 1]], [[0, 0, 1]]],
    ['leakyRelu at 0 is alpha', (x) => tf.nn.leakyRelu(x, { alpha: 0.5 }), [[-1, 0, 1]], [[0.5, 0.5, 1]]],
    ['abs at 0 is 0', tf.abs, [[-2, 0, 2]], [[-1, 0, 1]]],
    ['sign is 0 everywhere', tf.sign, [[-2, 0, 2]], [[0, 0, 0]]],
    ['elu at 0 is 1', tf.nn.elu, [[0, 1]], [[1, 1]]],
    ['sqrt at 0 is infinite', tf.sqrt, [0], [[INF]]],
    [
      'maximum: the first of equals takes all',
      tf.maximum,
      [
        [1, 2, 3],
        [2, 2, 2],
      ],
      [
        [0, 1, 1],
        [1, 0, 0],
      ],
    ],
    [
      'minimum: the first of equals takes all',
      tf.minimum,
      [
        [1, 2, 3],
        [2, 2, 2],
      ],
      [
        [1, 1, 0],
        [0, 0, 1],
      ],
    ],
    ['reduceMax: equals share', (x) => tf.reduceMax(x), [[1, 3, 3]], [[0, 0.5, 0.5]]],
    [
      'reduceMin: equals share',
      (x) => tf.reduceMin(x),
      [[1, 1, 3, 1]],
      [[1, 0, 0, 1].map((one, i) => (i === 1 ? 1 : one) / 3)],
    ],
    ['clip: on the bound it still flows', (x) => tf.clipByValue(x, -1, 1), [[-2, -1, 0, 1, 2]], [[0, 1, 1, 1, 0]]],
    ['pow: x² at 0', (x) => tf.pow(x, 2), [0], [[0]]],
    [
      'pow: the exponent of 0 and below gets 0',
      tf.pow,
      [
        [0, -2, 1],
        [2, 3, 4],
      ],
      [
        [0, 12, 4],
        [0, 0, 0],
      ],
    ],
    [
      'floormod by the divisor',
      tf.math.floormod,
      [
        [7, -7],
        [3, 3],
      ],
      [
        [1, 1],
        [-2, 3],
      ],
    ],
    [
      'divideNoNan at a divisor of 0',
      tf.math.divideNoNan,
      [
        [3, 4],
        [0, 2],
      ],
      [
        [0, 0.5],
        [0, -1],
      ],
    ],
    ['squaredDifference', tf.math.squaredDifference, [5, 3], [[4], [-4]]],
    ['product with one 0', (x) => tf.reduceProd(x), [[0, 2, 3]], [[6, 0, 0]]],
    ['product with two 0s', (x) => tf.reduceProd(x), [[0, 2, 0]], [[0, 0, 0]]],
  ])('%s', (_, f, inputs, expected) => {
    const found = gradients(f, ...inputs);
    found.forEach((one, i) =>
      one.forEach((number, k) => {
        if (Number.isFinite(expected[i][k])) expect(number).toBeCloseTo(expected[i][k], 6);
        else expect(number).toBe(expected[i][k]);
      }),
    );
  });

  test('a double where keeps the infinity of the branch not taken out of the gradient', () => {
    const safe = (x: Tensor) => tf.where(tf.greater(x, 0), tf.math.log(tf.where(tf.greater(x, 0), x, 1)), 0);
    expect(gradients(safe, [-1, 0, 2])).toEqual([[0, 0, 0.5]]);
  });

  test.each(['floor', 'round'] as const)('%s has none', (name) => {
    const x = new tf.Variable(1.5);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf[name](x));
    expect(tape.gradient(y, x)).toBeNull();
  });
});
