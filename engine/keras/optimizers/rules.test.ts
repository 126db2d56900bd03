import { beforeEach, describe, expect, test } from 'vitest';
import { tf } from '../../index';
import { clearSession } from '../names';
import * as all from './all';
import type { Optimizer } from './optimizer';

const { optimizers } = tf;
type Golden = readonly (number | readonly number[])[];

/** Ones, then five steps: one with gradient 0.01, four with 0.1, 0.2 … 1, as Keras' tests take them. */
function goldenSteps(optimizer: Optimizer): number[][] {
  const x = new tf.Variable(tf.ones([10]));
  const later = tf.constant(Array.from({ length: 10 }, (_, i) => 0.1 * (i + 1)));
  return Array.from({ length: 5 }, (_, step) => {
    optimizer.applyGradients([[step === 0 ? tf.fill([10], 0.01) : later, x]]);
    return Array.from(x.dataSync());
  });
}

function expectClose(got: ArrayLike<number>, expected: readonly number[], tolerance = 1e-4): void {
  expected.forEach((value, i) => {
    expect(Math.abs(got[i] - value), `element ${i}: ${got[i]}, not ${value}`).toBeLessThan(tolerance);
  });
}

/** One number on five gradients, in float64. */
function trajectory(optimizer: Optimizer, gradients = [0.1, -0.3, 0.7, 0.2, -0.05]): number[] {
  const variable = new tf.Variable(1.5, { dtype: 'float64' });
  return gradients.map((gradient) => {
    optimizer.applyGradients([[tf.constant(gradient, { dtype: 'float64' }), variable]]);
    return variable.itemSync();
  });
}

/** torch.optim in float64, with lr 0.05 (Adadelta 0.5), decays 0.9 and 0.999. */
const TORCH = {
  rmsprop: [1.341886116991581, 1.4926417892804629, 1.347199312425995, 1.304986427078339, 1.3160830699275805],
  rmspropMomentum: [1.341886116991581, 1.3503392945728858, 1.2125046775415922, 1.0462406368657717, 0.9076996431067751],
  centered: [1.3333333333333333, 1.3375632579522423, 1.1925334223307709, 1.0180539527557175, 0.8724573171913229],
  adagrad: [1.4849244327711117, 1.5184654524336085, 1.4763304038535894, 1.4646262891339763, 1.4675473203231613],
  adadelta: [1.4984196511468975, 1.500551018132544, 1.4977472859596574, 1.4966637361908102, 1.4969466363410942],
  adamax: [1.45, 1.4684210526315788, 1.454952417945232, 1.441232471105192, 1.4317263461211804],
  adamw: [1.4425, 1.459996991664854, 1.4314459986042183, 1.4001179534477437, 1.3744445489602093],
};

beforeEach(clearSession);

// Figures of keras/src/optimizers/<name>_test.py: test_single_step and test_correctness_with_golden.
describe('one step of Keras', () => {
  test.each<[string, () => Optimizer, number[]]>([
    ['Adadelta', () => new optimizers.Adadelta({ learningRate: 0.5 }), [0.9993, 1.9993, 2.9993, 3.9993]],
    ['Adagrad', () => new optimizers.Adagrad({ learningRate: 0.5 }), [0.5233, 1.5007, 2.5005, 3.5061]],
    ['AdamW', () => new optimizers.AdamW({ learningRate: 0.5 }), [0.498, 1.496, 2.494, 3.492]],
    ['Adamax', () => new optimizers.Adamax({ learningRate: 0.5 }), [0.5, 1.5, 2.5, 3.5]],
    ['Ftrl', () => new optimizers.Ftrl({ learningRate: 0.5 }), [0.2218, 1.3954, 2.3651, 2.8814]],
    ['Lion', () => new optimizers.Lion({ learningRate: 0.5 }), [0.5, 1.5, 2.5, 3.5]],
    ['Nadam', () => new optimizers.Nadam({ learningRate: 0.5 }), [0.4686, 1.4686, 2.4686, 3.4686]],
    ['RMSprop', () => new optimizers.RMSprop({ learningRate: 0.5 }), [-0.5811, 0.4189, 1.4189, 2.4189]],
  ])('%s', (_, make, expected) => {
    const variable = new tf.Variable([1, 2, 3, 4]);
    make().applyGradients([[tf.constant([1, 6, 7, 2]), variable]]);
    expectClose(variable.dataSync(), expected);
  });
});

describe('the golden values of Keras', () => {
  test.each<[string, () => Optimizer, Golden]>([
    [
      'Adadelta',
      () => new optimizers.Adadelta({ learningRate: 1, rho: 0.8, epsilon: 1e-6 }),
      [0.9978, 0.9947, 0.9915, 0.9882, 0.9849],
    ],
    ['RMSprop, centered', () => new optimizers.RMSprop({ centered: true }), [0.9967, 0.9933, 0.9908, 0.9885, 0.9864]],
    ['Lion', () => new optimizers.Lion(), [0.999, 0.998, 0.997, 0.996, 0.995]],
    [
      'Adagrad',
      () => new optimizers.Adagrad({ learningRate: 0.2, initialAccumulatorValue: 0.3, epsilon: 1e-6 }),
      [
        0.9963,
        [0.9604, 0.9278, 0.9003, 0.8784, 0.8615, 0.8487, 0.8388, 0.8313, 0.8255, 0.8209],
        [0.9251, 0.8629, 0.8137, 0.7768, 0.7497, 0.7298, 0.7151, 0.704, 0.6956, 0.6891],
        [0.8903, 0.8012, 0.7342, 0.6862, 0.6521, 0.6277, 0.6099, 0.5967, 0.5867, 0.579],
        [0.856, 0.7422, 0.6604, 0.6037, 0.5644, 0.5367, 0.5168, 0.5021, 0.491, 0.4825],
      ],
    ],
    [
      'AdamW',
      () => new optimizers.AdamW({ learningRate: 1, weightDecay: 0.5, epsilon: 2 }),
      [
        0.4998,
        [0.2486, 0.2475, 0.2463, 0.2451, 0.244, 0.2428, 0.2417, 0.2405, 0.2394, 0.2382],
        [0.1223, 0.1198, 0.1174, 0.1149, 0.1124, 0.11, 0.1075, 0.1051, 0.1027, 0.1003],
        [0.0586, 0.0549, 0.0512, 0.0475, 0.0439, 0.0402, 0.0366, 0.033, 0.0294, 0.0258],
        [0.0263, 0.0215, 0.0167, 0.012, 0.0073, 0.0026, -0.0021, -0.0067, -0.0113, -0.0159],
      ],
    ],
    [
      'Adamax',
      () => new optimizers.Adamax({ learningRate: 0.2, beta1: 0.85, beta2: 0.95, epsilon: 1e-6 }),
      [
        0.8,
        [0.6827, 0.6873, 0.6888, 0.6896, 0.6901, 0.6904, 0.6906, 0.6908, 0.6909, 0.691],
        [0.5333, 0.5407, 0.5431, 0.5444, 0.5451, 0.5456, 0.546, 0.5462, 0.5464, 0.5466],
        [0.368, 0.3773, 0.3804, 0.382, 0.3829, 0.3835, 0.384, 0.3843, 0.3846, 0.3848],
        [0.1933, 0.204, 0.2076, 0.2094, 0.2105, 0.2112, 0.2117, 0.2121, 0.2124, 0.2126],
      ],
    ],
    [
      'Nadam',
      () => new optimizers.Nadam({ learningRate: 0.5, beta1: 0.5, beta2: 0.67, epsilon: 1e-5 }),
      [
        0.4281,
        [-0.1738, -0.1731, -0.1726, -0.1723, -0.1721, -0.172, -0.1719, -0.1718, -0.1718, -0.1717],
        [-0.7115, -0.7103, -0.7096, -0.7092, -0.709, -0.7088, -0.7086, -0.7085, -0.7085, -0.7084],
        [-1.2335, -1.2322, -1.2313, -1.2309, -1.2306, -1.2304, -1.2302, -1.2301, -1.23, -1.2299],
        [-1.7492, -1.7478, -1.7469, -1.7464, -1.7461, -1.7459, -1.7457, -1.7456, -1.7455, -1.7454],
      ],
    ],
    [
      'Ftrl',
      () =>
        new optimizers.Ftrl({
          learningRate: 0.05,
          learningRatePower: -0.2,
          initialAccumulatorValue: 0.4,
          l1RegularizationStrength: 0.05,
          l2RegularizationStrength: 0.15,
          l2ShrinkageRegularizationStrength: 0.01,
          beta: 0.3,
        }),
      [
        0,
        [-0.0034, -0.0077, -0.0118, -0.0157, -0.0194, -0.023, -0.0263, -0.0294, -0.0325, -0.0354],
        [-0.0078, -0.0162, -0.0242, -0.0317, -0.0387, -0.0454, -0.0516, -0.0575, -0.0631, -0.0685],
        [-0.0121, -0.0246, -0.0363, -0.0472, -0.0573, -0.0668, -0.0757, -0.0842, -0.0922, -0.0999],
        [-0.0164, -0.0328, -0.0481, -0.0623, -0.0753, -0.0875, -0.099, -0.1098, -0.1201, -0.1299],
      ],
    ],
  ])('%s', (_, make, golden) => {
    goldenSteps(make()).forEach((values, step) => {
      const row = golden[step];
      expectClose(values, typeof row === 'number' ? new Array<number>(10).fill(row) : row);
    });
  });
});

// torch 1.13 has these rules with ε in another place: with ε = 0 they are the same.
describe('the trajectories of torch, from 1.5 on the gradients 0.1, −0.3, 0.7, 0.2, −0.05', () => {
  test.each<[string, () => Optimizer, number[]]>([
    ['RMSprop', () => new optimizers.RMSprop({ learningRate: 0.05, epsilon: 0 }), TORCH.rmsprop],
    [
      'RMSprop, momentum',
      () => new optimizers.RMSprop({ learningRate: 0.05, momentum: 0.9, epsilon: 0 }),
      TORCH.rmspropMomentum,
    ],
    [
      'RMSprop, centered, momentum',
      () => new optimizers.RMSprop({ learningRate: 0.05, momentum: 0.9, centered: true, epsilon: 0 }),
      TORCH.centered,
    ],
    [
      'Adagrad',
      () => new optimizers.Adagrad({ learningRate: 0.05, initialAccumulatorValue: 0.1, epsilon: 0 }),
      TORCH.adagrad,
    ],
    ['Adadelta', () => new optimizers.Adadelta({ learningRate: 0.5, rho: 0.9, epsilon: 1e-6 }), TORCH.adadelta],
    ['Adamax', () => new optimizers.Adamax({ learningRate: 0.05, epsilon: 0 }), TORCH.adamax],
    ['AdamW', () => new optimizers.AdamW({ learningRate: 0.05, weightDecay: 0.1, epsilon: 0 }), TORCH.adamw],
  ])('%s', (_, make, expected) => {
    expectClose(trajectory(make()), expected, 1e-9);
  });
});

describe('options that every optimizer has', () => {
  const classes = Object.entries(all) as unknown as [string, typeof optimizers.SGD][];

  // keras/src/optimizers/*_test.py, test_weight_decay. Ftrl puts the variable elsewhere whatever it was.
  test.each(classes.filter(([name]) => name !== 'Ftrl'))('weight decay of %s', (_, Class) => {
    const decay = () => new Class({ learningRate: 1, weightDecay: 0.004 });
    const [w1, w2, w3] = ['w', 'exclude', 'w'].map((name) => new tf.Variable(2, { name }));
    const zero = tf.constant(0);
    decay().applyGradients([[zero, w1]]);
    const byName = decay();
    byName.excludeFromWeightDecay({ varNames: ['exclude'] });
    byName.applyGradients([
      [zero, w1],
      [zero, w2],
    ]);
    const byList = decay();
    byList.excludeFromWeightDecay({ varList: [w3] });
    byList.applyGradients([[zero, w3]]);
    expectClose([w1.itemSync(), w2.itemSync(), w3.itemSync()], [2 * 0.996 * 0.996, 2, 2], 1e-6);
    expect(() => byList.excludeFromWeightDecay()).toThrow('can only be configured before the optimizer is built');
  });

  test.each(classes)('%s is made again of its configuration', (_, Class) => {
    const first = new Class({ learningRate: 0.25, clipnorm: 2, name: 'mine' });
    const second = Class.fromConfig(first.getConfig());
    expect(second).toBeInstanceOf(Class);
    expect(second.getConfig()).toEqual(first.getConfig());
    expect([second.learningRate, second.name]).toEqual([0.25, 'mine']);
    expect(trajectory(second)).toEqual(trajectory(first));
  });

  test('gradients are clipped', () => {
    const moved = (options: object, gradient = [100, 100]) => {
      const variable = new tf.Variable(gradient.map(() => 0));
      new optimizers.SGD({ learningRate: 1, ...options }).applyGradients([[tf.constant(gradient), variable]]);
      return Array.from(variable.dataSync(), (x) => -x);
    };
    expectClose(moved({ clipnorm: 1 }), [Math.SQRT1_2, Math.SQRT1_2], 1e-6);
    expectClose(moved({ clipnorm: 1 }, [0.3, 0.4]), [0.3, 0.4], 1e-6);
    expectClose(moved({ clipnorm: 1 }, [0, 0]), [0, 0], 1e-6);
    expectClose(moved({ clipvalue: 1 }, [100, -0.5]), [1, -0.5], 1e-6);
    expectClose(moved({ globalClipnorm: 1 }, [50, 100]), [Math.sqrt(0.2), 2 * Math.sqrt(0.2)], 1e-6);
    const [a, b] = [new tf.Variable(0), new tf.Variable([0, 0])];
    new optimizers.SGD({ learningRate: 1, globalClipnorm: 7 }).applyGradients([
      [tf.constant(2), a],
      [tf.constant([6, 9]), b],
    ]);
    expectClose([a.itemSync(), ...b.dataSync()], [-2 * (7 / 11), -6 * (7 / 11), -9 * (7 / 11)], 1e-5);
    expect(() => new optimizers.SGD({ clipnorm: 1, clipvalue: 1 })).toThrow(
      'Only one of `clipnorm`, `clipvalue` and `global_clipnorm` can be set. Received: clipnorm=1, clipvalue=1, global_clipnorm=null',
    );
  });

  // keras/src/optimizers/optimizer_test.py, test_ema.
  test('a moving average, put in place every third step', () => {
    const v = new tf.Variable([3, 4]);
    const optimizer = new optimizers.SGD({ learningRate: 1, useEma: true, emaMomentum: 0.9, emaOverwriteFrequency: 3 });
    const step = () => {
      optimizer.applyGradients([[tf.ones([2]), v]]);
      return [v, optimizer.variables[0]].map((one) => Array.from(one.dataSync()));
    };
    [
      [2, 3, 2, 3],
      [1, 2, 1.9, 2.9],
      [1.71, 2.71, 1.71, 2.71],
    ].forEach((expected) => expectClose(step().flat(), expected, 1e-6));
    const late = new optimizers.SGD({ learningRate: 1, useEma: true, emaMomentum: 0.5 });
    const w = new tf.Variable(4);
    for (let i = 0; i < 2; i++) late.applyGradients([[tf.constant(1), w]]);
    late.finalizeVariableValues([w]);
    expect(w.itemSync()).toBe(0.5 * 3 + 0.5 * 2);
  });

  // keras/src/optimizers/optimizer_test.py, test_gradient_accumulation.
  test('moves only every third step, by the mean gradient', () => {
    const v = new tf.Variable([1, 2]);
    const optimizer = new optimizers.Adam({ learningRate: 1, gradientAccumulationSteps: 3 });
    const plain = new optimizers.Adam({ learningRate: 1 });
    const u = new tf.Variable([1, 2]);
    for (const gradient of [1, 2, 6, 4, 4, 4]) optimizer.applyGradients([[tf.fill([2], gradient), v]]);
    for (const gradient of [3, 4]) plain.applyGradients([[tf.fill([2], gradient), u]]);
    expectClose(v.dataSync(), Array.from(u.dataSync()), 1e-6);
    expect(optimizer.iterations.itemSync()).toBe(2);
    optimizer.applyGradients([[tf.ones([2]), v]]);
    expectClose(v.dataSync(), Array.from(u.dataSync()), 1e-6);
    const sums = optimizer.variables.find(({ name }) => name.endsWith('gradient_accumulator'))!;
    expect(sums.arraySync()).toEqual([1, 1]);
    expect(() => new optimizers.SGD({ gradientAccumulationSteps: 1 })).toThrow('must be an integer >= 2');
  });

  test('loss scaling, constraints and a rate from a function', () => {
    const v = new tf.Variable([1, 2]);
    const scaled = new optimizers.SGD({ learningRate: 1, lossScaleFactor: 1024 });
    expect(scaled.scaleLoss(tf.constant(1)).itemSync()).toBe(1024);
    scaled.applyGradients([[tf.constant([1024, 2048]), v]]);
    expect(v.arraySync()).toEqual([0, 0]);
    v.constraint = (w) => tf.maximum(w, 0.5);
    new optimizers.SGD({ learningRate: () => 0.25 }).applyGradients([[tf.constant([4, -4]), v]]);
    expect(v.arraySync()).toEqual([0.5, 1]);
  });

  test('a schedule survives the configuration', () => {
    const schedule = new optimizers.schedules.CosineDecay(0.5, 10, { alpha: 0.1 });
    const first = new optimizers.Lion({ learningRate: schedule });
    const config = first.getConfig();
    expect(config.learning_rate).toMatchObject({ class_name: 'CosineDecay', config: { decay_steps: 10, alpha: 0.1 } });
    expect(config.beta_1).toBe(0.9);
    const second = optimizers.Lion.fromConfig(config);
    expect(trajectory(second)).toEqual(trajectory(first));
  });

  test('get', () => {
    expect(optimizers.get('adamw')).toBeInstanceOf(optimizers.AdamW);
    expect(optimizers.get('RMSprop')).toBeInstanceOf(optimizers.RMSprop);
    expect(optimizers.get({ className: 'SGD', config: { momentum: 0.5 } }).getConfig().momentum).toBe(0.5);
    expect(optimizers.get(null)).toBe(null);
    expect(() => optimizers.get('typo')).toThrow('Could not interpret optimizer identifier: typo');
  });

  test('options out of range', () => {
    expect(() => new optimizers.Lion({ beta1: 0 })).toThrow('the optimizer degenerates to SignSGD');
    expect(() => new optimizers.AdamW({ weightDecay: null })).toThrow('must be a float. Received: weight_decay=None');
    expect(() => new optimizers.Ftrl({ learningRatePower: 1 })).toThrow('needs to be negative or zero');
    expect(() => new optimizers.SGD({ useEma: true, emaMomentum: 2 })).toThrow('must be in the range [0, 1]');
  });
});
