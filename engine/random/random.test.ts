import { beforeEach, describe, expect, test } from 'vitest';
import { cpuBackend } from '../backends/cpu/cpuBackend';
import { useBackend } from '../tensor/activeBackend';
import { generatorFor } from './generator';
import { philox } from './philox';
import { normal, truncatedNormal, uniform } from './random';
import { SeedGenerator, setSeed, streamFor } from './streams';

beforeEach(() => {
  useBackend(cpuBackend);
  setSeed(7);
});

describe('philox 4x32-10', () => {
  // The known answers of the authors' own library, Random123 (kat_vectors).
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('counter %j, key %j', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox(counter, key, out);
    expect([...out]).toEqual(expected);
  });
});

describe('seeds', () => {
  test('the same seed gives the same numbers, another one others', () => {
    const first = normal([5]).arraySync();
    setSeed(7);
    expect(normal([5]).arraySync()).toEqual(first);
    setSeed(8);
    expect(normal([5]).arraySync()).not.toEqual(first);
  });

  test('one call after another gives new numbers; an own seed always the same', () => {
    expect(uniform([5]).arraySync()).not.toEqual(uniform([5]).arraySync());
    expect(uniform([5], { seed: 3 }).arraySync()).toEqual(uniform([5], { seed: 3 }).arraySync());
  });
});

describe('streams', () => {
  test('a seed of an op starts a sequence of its own, over again when the global seed is set', () => {
    const draws = () => [streamFor('normal', 3), streamFor('normal', 3), streamFor('uniform', 3)];
    expect(draws()).toEqual([0, 1, 0].map((stream) => ({ key: [3, 7], stream })));
    expect(streamFor('normal', 3).stream).toBe(2);
    setSeed(7);
    expect(draws().map(({ stream }) => stream)).toEqual([0, 1, 0]);
  });

  test('a generator of seeds counts alone; without a seed it has one that nobody else has', () => {
    const generator = new SeedGenerator({ seed: 5 });
    expect([generator.next(), generator.next()]).toEqual([0, 1].map((stream) => ({ key: [5, 0], stream })));
    expect(streamFor('normal', generator)).toEqual({ key: [5, 0], stream: 2 });
    expect(new SeedGenerator().next().key).not.toEqual(new SeedGenerator().next().key);
  });
});

describe('distributions', () => {
  function moments(values: ArrayLike<number>) {
    const list = Array.from(values);
    const mean = list.reduce((sum, one) => sum + one, 0) / list.length;
    return { mean, variance: list.reduce((sum, one) => sum + (one - mean) ** 2, 0) / list.length };
  }

  test('uniform lies in its range with its mean and variance', () => {
    const data = uniform([20_000], { minval: -1, maxval: 3 }).dataSync();
    expect(Math.min(...data)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...data)).toBeLessThan(3);
    expect(moments(data).mean).toBeCloseTo(1, 1);
    expect(moments(data).variance).toBeCloseTo(16 / 12, 1);
  });

  test('normal has its mean and deviation', () => {
    const { mean, variance } = moments(normal([20_000], { mean: 2, stddev: 3 }).dataSync());
    expect(Math.abs(mean - 2)).toBeLessThan(0.08);
    expect(Math.abs(variance - 9)).toBeLessThan(0.4);
  });

  test('truncatedNormal stays within two deviations, with the narrower variance of that', () => {
    const data = truncatedNormal([20_000], { stddev: 0.5 }).dataSync();
    expect(Math.max(...Array.from(data, Math.abs))).toBeLessThanOrEqual(1);
    expect(moments(data).variance).toBeCloseTo(0.25 * 0.87962566 ** 2, 1);
  });

  test('a permutation holds every index once', () => {
    const order = generatorFor(1).permutation(50);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...order]).not.toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});
