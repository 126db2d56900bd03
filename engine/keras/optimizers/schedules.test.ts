import { describe, expect, test } from 'vitest';
import { tf } from '../../index';

const { schedules } = tf.optimizers;

// Cases of keras/src/optimizers/schedules/learning_rate_schedule_test.py.
describe('schedules', () => {
  test('ExponentialDecay', () => {
    const smooth = new schedules.ExponentialDecay(0.1, 3, 0.96);
    expect(smooth.call(4)).toBeCloseTo(0.1 * 0.96 ** (4 / 3), 12);
    const stairs = new schedules.ExponentialDecay(0.1, 3, 0.96, { staircase: true });
    expect([stairs.call(2), stairs.call(3), stairs.call(100)]).toEqual([0.1, 0.1 * 0.96, 0.1 * 0.96 ** 33]);
    expect(() => new schedules.ExponentialDecay(0.1, 0, 0.96)).toThrow('Argument `decay_steps` must be > 0');
  });

  test('PiecewiseConstantDecay holds a value up to and with its boundary', () => {
    const rate = new schedules.PiecewiseConstantDecay([100, 110, 120], [1, 0.1, 0.01, 0.001]);
    expect([90, 100, 101, 110, 111, 120, 121].map((step) => rate.call(step))).toEqual([
      1, 1, 0.1, 0.1, 0.01, 0.01, 0.001,
    ]);
    expect(() => new schedules.PiecewiseConstantDecay([1], [1])).toThrow('should be 1 less than the length of values');
  });

  test('PolynomialDecay', () => {
    const rate = (options: object) => new schedules.PolynomialDecay(0.05, 10, { endLearningRate: 0.001, ...options });
    expect(rate({}).call(5)).toBeCloseTo((0.05 + 0.001) / 2, 12);
    expect(rate({}).call(15)).toBeCloseTo(0.001, 12);
    expect(rate({ power: 0.5 }).call(5)).toBeCloseTo(0.049 * 0.5 ** 0.5 + 0.001, 12);
    expect(rate({ cycle: true }).call(0)).toBe(0.05);
    expect(rate({ cycle: true }).call(15)).toBeCloseTo(0.049 * 0.25 + 0.001, 12);
  });

  test('InverseTimeDecay', () => {
    expect(new schedules.InverseTimeDecay(0.1, 10, 0.96).call(3)).toBeCloseTo(0.1 / (1 + 0.96 * 0.3), 12);
    const stairs = new schedules.InverseTimeDecay(0.1, 10, 0.96, { staircase: true });
    expect([stairs.call(9), stairs.call(10)]).toEqual([0.1, 0.1 / 1.96]);
  });

  test('CosineDecay, with warm-up', () => {
    const half = (fraction: number) => 0.5 * (1 + Math.cos(Math.PI * fraction));
    expect(new schedules.CosineDecay(1, 1000).call(250)).toBeCloseTo(half(0.25), 12);
    expect(new schedules.CosineDecay(1, 1000, { alpha: 0.1 }).call(5000)).toBeCloseTo(0.1, 12);
    const warm = new schedules.CosineDecay(0.2, 10, { warmupTarget: 1, warmupSteps: 4 });
    expect(warm.call(0)).toBe(0.2);
    expect(warm.call(3)).toBeCloseTo(0.8, 12);
    expect(warm.call(4)).toBe(1);
    expect(warm.call(9)).toBeCloseTo(half(0.5), 12);
    expect(warm.call(99)).toBeCloseTo(0, 12);
  });

  test('CosineDecayRestarts', () => {
    const half = (fraction: number) => 0.5 * (1 + Math.cos(Math.PI * fraction));
    const rate = new schedules.CosineDecayRestarts(1, 100, { mMul: 0.5, alpha: 0.1 });
    expect(rate.call(50)).toBeCloseTo(0.9 * half(0.5) + 0.1, 12);
    // The second period lasts 200 steps and starts at half.
    expect(rate.call(150)).toBeCloseTo(0.9 * 0.5 * half(0.25) + 0.1, 12);
    expect(rate.call(500)).toBeCloseTo(0.9 * 0.25 * half(0.5) + 0.1, 12);
    const even = new schedules.CosineDecayRestarts(1, 10, { tMul: 1 });
    expect(even.call(35)).toBeCloseTo(0.5, 12);
  });

  test('are made again of their configurations', () => {
    const made = [
      new schedules.ExponentialDecay(0.1, 3, 0.96, { staircase: true }),
      new schedules.PiecewiseConstantDecay([2], [1, 0.5]),
      new schedules.PolynomialDecay(0.05, 10, { power: 2 }),
      new schedules.InverseTimeDecay(0.1, 10, 0.96),
      new schedules.CosineDecay(0.2, 10, { warmupTarget: 1, warmupSteps: 4 }),
      new schedules.CosineDecayRestarts(1, 100, { tMul: 3 }),
    ];
    for (const one of made) {
      const again = (one.constructor as unknown as typeof schedules.CosineDecay).fromConfig(one.getConfig() as never);
      expect(again.getConfig()).toEqual(one.getConfig());
      expect(again.call(3)).toBe(one.call(3));
    }
  });
});
