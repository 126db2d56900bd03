/** Training steps, as they are and traced: the same losses and weights, and memory that stays flat. */
import { beforeEach, describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../index';
import { heap } from '../backends/cpu/heap';
import { clearSession } from '../keras/names';
import { type GradientsAndVariables, Optimizer, schedules } from '../keras/optimizers';

type Make = new (options: object) => Optimizer;

const optimizers = Object.entries(tf.optimizers).flatMap(([name, value]) =>
  typeof value === 'function' && value.prototype instanceof Optimizer
    ? [[name, value as unknown as Make] as const]
    : [],
);

beforeEach(() => {
  clearSession();
  tf.random.setSeed(3);
});

function trainer(optimizer: Optimizer, traced: boolean) {
  clearSession();
  tf.random.setSeed(3);
  const model = new tf.keras.Sequential([
    new tf.keras.layers.Dense(8, { activation: 'tanh' }),
    new tf.keras.layers.Dense(1),
  ]);
  const step = (x: Tensor, y: Tensor) => {
    const tape = new tf.GradientTape();
    const loss = tape.record(() => tf.reduceMean(tf.losses.mse(y, model.call(x))));
    const weights = model.trainableVariables;
    optimizer.applyGradients(tape.gradient(loss, weights).map((one, i) => [one, weights[i]]) as GradientsAndVariables);
    return loss;
  };
  return { model, step: traced ? tf.function(step) : step };
}

function losses(optimizer: Optimizer, traced: boolean, steps = 8): unknown[] {
  const { model, step } = trainer(optimizer, traced);
  const [x, y] = data();
  const seen = Array.from({ length: steps }, () => step(x, y).itemSync());
  return [seen, model.trainableVariables.map((one) => one.arraySync()), optimizer.iterations.itemSync()];
}

function data(): [Tensor, Tensor] {
  const x = tf.constant(
    Float32Array.from({ length: 64 }, (_, i) => Math.sin(i)),
    { shape: [32, 2] },
  );
  return [x, tf.reduceSum(tf.square(x), { axis: 1, keepdims: true })];
}

describe('a training loop', () => {
  test('there are optimizers to try', () => expect(optimizers.length).toBeGreaterThan(1));

  test.each(optimizers)('%s', (_, Optimizer) => {
    expect(losses(new Optimizer({ learningRate: 0.05 }), true)).toEqual(
      losses(new Optimizer({ learningRate: 0.05 }), false),
    );
  });

  test('with a schedule, momentum and a rate that is set by hand', () => {
    const options = () => ({
      learningRate: new schedules.ExponentialDecay(0.1, 3, 0.5),
      momentum: 0.9,
    });
    expect(losses(new tf.optimizers.SGD(options()), true)).toEqual(losses(new tf.optimizers.SGD(options()), false));
    const run = (traced: boolean) => {
      const optimizer = new tf.optimizers.SGD({ learningRate: 0.1 });
      const { step } = trainer(optimizer, traced);
      const [x, y] = data();
      return [0.1, 0.1, 0.01, 0.2].map((rate) => {
        optimizer.learningRate = rate;
        return step(x, y).itemSync();
      });
    };
    expect(run(true)).toEqual(run(false));
  });

  test('draws anew in every step', () => {
    const noise = (x: Tensor) => tf.add(x, tf.random.normal([3]));
    const traced = tf.function(noise);
    const draw = (f: (x: Tensor) => Tensor) => {
      tf.random.setSeed(9);
      return Array.from({ length: 4 }, () => f(tf.constant(1)).arraySync());
    };
    const expected = draw(noise);
    expect(new Set(expected.map(String)).size).toBe(4);
    expect(draw(traced)).toEqual(expected);
    expect(draw(traced)).toEqual(expected);
  });

  test('reads how many steps were taken', () => {
    const optimizer = new tf.optimizers.SGD({ learningRate: 0.1 });
    const w = new tf.Variable(1);
    const f = tf.function(() => {
      optimizer.applyGradients([[tf.constant(0.5), w]]);
      return tf.identity(optimizer.iterations);
    });
    expect([1, 2, 3, 4].map(() => f().itemSync())).toEqual([1, 2, 3, 4]);
  });

  test('takes no more memory with every replay', () => {
    const { step } = trainer(new tf.optimizers.Adam(), true);
    const x = tf.ones([128, 64]);
    const y = tf.ones([128, 1]);
    const take = (times: number) => {
      for (let i = 0; i < times; i++) tf.tidy(() => void step(x, y));
      return heap().free;
    };
    const before = take(20);
    expect(take(1000)).toBe(before);
  });
});

describe('memory that functions give back themselves', () => {
  test('slots of an optimizer and values on the way to variables do not wait for a tidy', () => {
    const optimizer = new tf.optimizers.Adam();
    const [v, w] = [new tf.Variable(tf.ones([500])), new tf.Variable(tf.ones([500]))];
    const f = tf.function(() => {
      const g = w.mul(0.5);
      optimizer.applyGradients([[g, w]]);
      const next = tf.reshape(g.add(v), [500]);
      v.assign(next);
      w.assign(next);
    });
    for (let i = 0; i < 3; i++) f();
    const slots = optimizer.variables.map((one) => one.value);
    f();
    expect(slots.map(({ disposed }) => disposed)).toEqual(slots.map(() => true));
    expect(optimizer.variables.every((one) => !one.value.disposed)).toBe(true);
    expect(v.arraySync()).toEqual(w.arraySync());
  });
});

describe('constants', () => {
  test('that are assigned stay constants', () => {
    const [v, w] = [new tf.Variable([1, 2]), new tf.Variable([3, 4])];
    const f = tf.function((x: Tensor) => {
      v.assign(tf.zeros([2]));
      w.assign(tf.reshape(tf.ones([1, 2]), [2]));
      v.assignAdd(x);
      w.assignAdd(v);
      return w.readValue();
    });
    for (let x = 1; x < 6; x++) expect(tf.tidy(() => f(tf.constant(x))).arraySync()).toEqual([1 + x, 1 + x]);
  });
});

describe('layers', () => {
  test('with state and chance of their own train alike', () => {
    const run = (traced: boolean) => {
      clearSession();
      tf.random.setSeed(3);
      const model = new tf.keras.Sequential([
        new tf.keras.layers.Dense(6, { activation: 'relu' }),
        new tf.keras.layers.BatchNormalization(),
        new tf.keras.layers.Dropout(0.4),
        new tf.keras.layers.Dense(1),
      ]);
      const optimizer = new tf.optimizers.SGD({ learningRate: 0.05, momentum: 0.9, nesterov: true });
      const step = (x: Tensor, y: Tensor) => {
        const tape = new tf.GradientTape();
        const loss = tape.record(() => tf.reduceMean(tf.losses.mse(y, model.call<Tensor>(x, { training: true }))));
        const weights = model.trainableVariables;
        optimizer.apply(tape.gradient(loss, weights), weights);
        return loss;
      };
      const take = traced ? tf.function(step) : step;
      const [x, y] = data();
      return [Array.from({ length: 6 }, () => take(x, y).itemSync()), model.getWeights().map(String)];
    };
    expect(run(true)).toEqual(run(false));
  });
});
