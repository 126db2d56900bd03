import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { tf } from '../../index';
import { normal, truncatedNormal, uniform } from '../../random/random';
import { SeedGenerator } from '../../random/streams';
import { useBackend, withBackend } from '../../tensor/activeBackend';
import type { Tensor } from '../../tensor/tensor';
import { testWebgpuBackend } from '../../testing/webgpu';

beforeEach(() => {
  useBackend(cpuBackend);
  tf.random.setSeed(7);
});

function share(values: ArrayLike<number>, fits: (one: number) => boolean): number {
  return Array.from(values).filter(fits).length / values.length;
}

describe('values', () => {
  test('of a seed stay what they are', () => {
    const uniform = [
      0.49503976106643677, 0.17173534631729126, 0.31122177839279175, 0.225294828414917, 0.8873465657234192,
    ];
    expect(tf.random.uniform([5]).arraySync()).toEqual(uniform);
    expect(tf.random.normal([3]).arraySync()).toEqual([1.413965106010437, 0.1480966955423355, 0.3979496657848358]);
    const whole = tf.random.uniform([9], { minval: -3, maxval: 40, dtype: 'int32' });
    expect(whole.arraySync()).toEqual([22, 2, 3, 22, 22, 16, 0, 19, 13]);
  });

  test('are those that a weight starts with', () => {
    const own = [tf.random.uniform([9]), tf.random.normal([9]), tf.random.truncatedNormal([9])].map((one) =>
      one.arraySync(),
    );
    tf.random.setSeed(7);
    expect([uniform([9]), normal([9]), truncatedNormal([9])].map((one) => one.arraySync())).toEqual(own);
  });

  test('do not depend on how many are drawn', () => {
    for (const draw of [tf.random.uniform, tf.random.normal, tf.random.truncatedNormal]) {
      const seed = () => new SeedGenerator({ seed: 4 });
      const many = draw([101], { seed: seed() }).arraySync() as number[];
      expect(draw([6], { seed: seed() }).arraySync()).toEqual(many.slice(0, 6));
    }
  });
});

describe('seeds, as in TensorFlow', () => {
  const two = () =>
    [tf.random.uniform([4], { seed: 1 }), tf.random.uniform([4], { seed: 1 })].map((one) => one.arraySync());

  test('an own seed gives other numbers at each call, and the same ones after the global seed is set again', () => {
    const [first, second] = two();
    expect(first).not.toEqual(second);
    tf.random.setSeed(7);
    expect(two()).toEqual([first, second]);
    tf.random.setSeed(8);
    expect(two()[0]).not.toEqual(first);
  });
});

describe('a replay', () => {
  test('of a traced function draws new numbers', () => {
    const draw = () => [tf.random.normal([3]), tf.random.uniform([3], { seed: 2 })];
    const traced = tf.function(draw);
    const seen = Array.from({ length: 4 }, () => traced().map((one) => one.arraySync()));
    expect(new Set(seen.flat().map(String)).size).toBe(8);
    tf.random.setSeed(7);
    expect(Array.from({ length: 4 }, () => draw().map((one) => one.arraySync()))).toEqual(seen);
  });
});

describe('tf.function', () => {
  test('draws new numbers at each call, the same as eager calls would', () => {
    const source = () => tf.random.uniform([3]);
    const eager = [source(), source(), source()].map((one) => one.arraySync());
    tf.random.setSeed(7);
    const traced = tf.function(source);
    expect([traced(), traced(), traced()].map((one) => (one as Tensor).arraySync())).toEqual(eager);
  });
});

describe('distributions', () => {
  test('uniform int32 draws every whole number of its range, also of the widest', () => {
    const few = tf.random.uniform([500], { minval: 2, maxval: 5, dtype: 'int32' }).dataSync();
    expect(new Set(few)).toEqual(new Set([2, 3, 4]));
    const wide = tf.random.uniform([4000], { minval: -(2 ** 31), maxval: 2 ** 31 - 1, dtype: 'int32' }).dataSync();
    expect(Math.min(...wide)).toBeLessThan(-(2 ** 31) * 0.99);
    expect(Math.max(...wide)).toBeGreaterThan(2 ** 31 * 0.99);
    expect(share(wide, (one) => one % 2 === 0)).toBeCloseTo(0.5, 1);
  });

  test('normal lies within one deviation in 68 % of cases, truncatedNormal within two always', () => {
    const data = tf.random.normal([20_000], { mean: 2, stddev: 3 }).dataSync();
    expect(share(data, (one) => Math.abs(one - 2) < 3)).toBeCloseTo(0.6827, 2);
    const cut = tf.random.truncatedNormal([20_000], { mean: 2, stddev: 3 }).dataSync();
    expect(share(cut, (one) => Math.abs(one - 2) <= 6)).toBe(1);
    expect(share(cut, (one) => Math.abs(one - 2) < 3)).toBeCloseTo(0.6827 / 0.9545, 2);
  });

  test('a mean and a deviation that are tensors broadcast, and gradients pass to them', () => {
    const mean = tf.constant([100, -100]);
    const stddev = tf.constant(2);
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      tape.watch([mean, stddev]);
      return tf.random.normal([3, 2], { mean, stddev, seed: 5 });
    });
    const [byMean, byDeviation] = tape.gradient(y, [mean, stddev]) as Tensor[];
    expect(byMean.arraySync()).toEqual([3, 3]);
    const noise = tf.divide(tf.subtract(y, mean), 2);
    expect(byDeviation.arraySync()).toBeCloseTo(tf.reduceSum(noise).arraySync() as number, 3);
  });

  test('categorical draws classes with the probabilities of the logits', () => {
    const logits = tf.constant([
      [Math.log(0.2), Math.log(0.3), Math.log(0.5)],
      [0, -Infinity, 0],
    ]);
    const [first, second] = tf.random.categorical(logits, 10_000).arraySync() as number[][];
    expect([0, 1, 2].map((c) => share(first, (one) => one === c).toFixed(1))).toEqual(['0.2', '0.3', '0.5']);
    expect(share(second, (one) => one === 1)).toBe(0);
    expect(share(second, (one) => one === 0)).toBeCloseTo(0.5, 1);
    expect(tf.random.categorical([[1, 2]], 0).shape).toEqual([1, 0]);
  });
});

describe('shuffle', () => {
  test('keeps every slice whole, in an order of its own', () => {
    const x = tf.reshape(tf.range(100), [50, 2]);
    const y = tf.random.shuffle(x).arraySync() as number[][];
    expect(y).not.toEqual(x.arraySync());
    expect(y.map(([first]) => first).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => 2 * i));
    for (const [first, second] of y) expect(second).toBe(first + 1);
  });

  test('gives each of the six orders of three equally often', () => {
    const seen = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const order = String(tf.random.shuffle([0, 1, 2]).arraySync());
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const count of seen.values()) expect(Math.abs(count - 500)).toBeLessThan(90);
  });

  test('leaves a scalar, one slice and no slices as they are', () => {
    for (const x of [tf.constant(3), tf.zeros([1, 4]), tf.zeros([0])]) expect(tf.random.shuffle(x)).toBe(x);
  });
});

describe('dropout', () => {
  test('keeps 1 − rate of the elements and scales them up', () => {
    const data = tf.nn.dropout(tf.ones([10_000]), 0.2).dataSync();
    expect(new Set(data)).toEqual(new Set([0, 1.25]));
    expect(share(data, (one) => one === 0)).toBeCloseTo(0.2, 1);
  });

  test('with one noise for a row keeps or drops it whole', () => {
    const rows = tf.nn.dropout(tf.ones([50, 4]), 0.5, { noiseShape: [null, 1] }).arraySync() as number[][];
    for (const row of rows) expect(new Set(row).size).toBe(1);
    expect(new Set(rows.flat())).toEqual(new Set([0, 2]));
  });

  test('of rate 0 is the tensor itself', () => {
    const x = tf.constant([1, 2]);
    expect(tf.nn.dropout(x, 0)).toBe(x);
  });
});

describe('errors', () => {
  test.each([
    [() => tf.random.uniform([1], { dtype: 'int32' }), 'must specify maxval for integer dtype int32'],
    [
      () => tf.random.uniform([1], { minval: 3, maxval: 3, dtype: 'int32' }),
      'need whole minval < maxval for dtype int32',
    ],
    [() => tf.random.uniform([1], { dtype: 'bool' }), 'randomUniform: expected a float dtype or int32, got bool'],
    [() => tf.random.normal([1], { dtype: 'int32' as never }), 'randomNormal: expected a float dtype, got int32'],
    [() => tf.random.normal([-1]), 'randomNormal: expected whole sizes of 0 or more, got [-1]'],
    [() => tf.random.truncatedNormal([1.5]), 'truncatedNormal: expected whole sizes of 0 or more, got [1.5]'],
    [() => tf.random.categorical([1, 2], 3), 'categorical: expected logits [batch, classes], got [2]'],
    [() => tf.random.categorical([[1, 2]], -1), 'categorical: expected a whole numSamples of 0 or more, got -1'],
    [() => tf.nn.dropout([1], 1), 'dropout: expected a rate in the range [0, 1), got 1'],
    [() => tf.nn.dropout([1], -0.1), 'dropout: expected a rate in the range [0, 1), got -0.1'],
    [() => tf.nn.dropout(tf.constant([1], { dtype: 'int32' }), 0.5), 'dropout: expected a float dtype, got int32 [1]'],
    [() => tf.nn.dropout([1, 2], 0.5, { noiseShape: [3] }), 'dropout: shapes do not broadcast: [2] and [3]'],
    [() => tf.nn.dropout([1, 2], 0.5, { noiseShape: [4, 2] }), 'noiseShape [4, 2] does not broadcast to [2]'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('bits', () => {
  let webgpu: WebgpuBackend;
  beforeAll(async () => {
    webgpu = await testWebgpuBackend();
    return () => webgpu.destroy();
  });

  const draws: [string, () => Tensor][] = [
    ['uniform', () => tf.random.uniform([10_003])],
    ['uniform int32', () => tf.random.uniform([10_003], { minval: -5, maxval: 1_000_000_007, dtype: 'int32' })],
  ];

  test.each(draws)('of %s are the same on webgpu', async (_, draw) => {
    const expected = draw().dataSync();
    tf.random.setSeed(7);
    const [actual] = await webgpu.readMany([withBackend(webgpu, draw)]);
    expect(Buffer.from(actual.buffer).equals(Buffer.from(expected.slice().buffer))).toBe(true);
  });
});
