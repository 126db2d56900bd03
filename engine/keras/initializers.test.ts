import { beforeEach, describe, expect, test } from 'vitest';
import { tf } from '../index';
import { getInitializer } from './initializers';

const { initializers } = tf;

beforeEach(() => tf.random.setSeed(3));

describe('variance scaling', () => {
  test('GlorotUniform stays within √(6 / (fanIn + fanOut)) and fills it', () => {
    const data = new initializers.GlorotUniform().call([100, 50]).dataSync();
    const limit = Math.sqrt(6 / 150);
    const largest = Math.max(...Array.from(data, Math.abs));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.99 * limit);
  });

  test.each([
    ['GlorotNormal', new initializers.GlorotNormal(), 2 / 150],
    ['HeNormal', new initializers.HeNormal(), 2 / 100],
    ['HeUniform', new initializers.HeUniform(), 2 / 100],
    ['LecunNormal', new initializers.LecunNormal(), 1 / 100],
  ])('%s has its variance', (_, initializer, variance) => {
    const data = initializer.call([100, 50]).dataSync();
    const got = Array.from(data).reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(Math.abs(got / variance - 1)).toBeLessThan(0.08);
  });

  test('a convolution kernel counts its window', () => {
    const data = new initializers.HeUniform().call([3, 3, 8, 4]).dataSync();
    expect(Math.max(...data)).toBeLessThanOrEqual(Math.sqrt(6 / 72));
    expect(Math.max(...data)).toBeGreaterThan(0.9 * Math.sqrt(6 / 72));
  });
});

test('Zeros, Ones and Constant', () => {
  expect(new initializers.Zeros().call([2]).arraySync()).toEqual([0, 0]);
  expect(new initializers.Ones().call([2]).arraySync()).toEqual([1, 1]);
  expect(new initializers.Constant({ value: 0.5 }).call([2]).arraySync()).toEqual([0.5, 0.5]);
});

test('the global seed decides, an own seed repeats', () => {
  const first = new initializers.GlorotUniform().call([4]).arraySync();
  expect(new initializers.GlorotUniform().call([4]).arraySync()).not.toEqual(first);
  tf.random.setSeed(3);
  expect(new initializers.GlorotUniform().call([4]).arraySync()).toEqual(first);
  const seeded = new initializers.RandomNormal({ seed: 1 });
  expect(seeded.call([4]).arraySync()).toEqual(seeded.call([4]).arraySync());
});

test('names are understood, others are not', () => {
  expect(getInitializer('HeNormal')).toBeInstanceOf(initializers.HeNormal);
  expect(getInitializer('he_normal')).toBeInstanceOf(initializers.HeNormal);
  expect(() => getInitializer('henormal')).toThrow('Could not interpret initializer identifier: henormal');
});
