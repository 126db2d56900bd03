import { beforeEach, describe, expect, test, vi } from 'vitest';
import { tf } from '../../index';
import { tunables } from '../../tape/tunables';
import type { Variable } from '../../tape/variable';
import { clearSession } from '../names';
import type { Optimizer } from './optimizer';

/** Gradients of the steps: an arbitrary trajectory, so that every term of a rule shows. */
const GRADIENTS = [0.1, -0.3, 0.7, 0.2, -0.05];

function trajectory(optimizer: Optimizer, dtype: 'float32' | 'float64' = 'float64'): number[] {
  const variable = new tf.Variable(1.5, { dtype });
  return GRADIENTS.map((gradient) => {
    optimizer.applyGradients([[tf.constant(gradient, { dtype }), variable]]);
    return variable.itemSync();
  });
}

function expectClose(got: readonly number[], expected: readonly number[], digits: number): void {
  got.forEach((value, i) => expect(value, `step ${i + 1}`).toBeCloseTo(expected[i], digits));
}

/** Ones, then five steps: one with gradient 0.01, four with 0.1, 0.2 … 1. */
function goldenSteps(optimizer: Optimizer): number[][] {
  const x = new tf.Variable(tf.ones([10]));
  const later = tf.constant(Array.from({ length: 10 }, (_, i) => 0.1 * (i + 1)));
  return Array.from({ length: 5 }, (_, step) => {
    optimizer.applyGradients([[step === 0 ? tf.fill([10], 0.01) : later, x]]);
    return Array.from(x.dataSync());
  });
}

beforeEach(clearSession);

describe('SGD', () => {
  test('w − η g', () => {
    let w = 1.5;
    const expected = GRADIENTS.map((g) => (w -= 0.1 * g));
    expectClose(trajectory(new tf.optimizers.SGD({ learningRate: 0.1 })), expected, 14);
    expectClose(trajectory(new tf.optimizers.SGD({ learningRate: 0.1 }), 'float32'), expected, 6);
  });

  test.each([false, true])('momentum 0.9, nesterov %s', (nesterov) => {
    let [w, m] = [1.5, 0];
    const expected = GRADIENTS.map((g) => {
      m = 0.9 * m - 0.1 * g;
      w += nesterov ? 0.9 * m - 0.1 * g : m;
      return w;
    });
    const options = { learningRate: 0.1, momentum: 0.9, nesterov };
    expectClose(trajectory(new tf.optimizers.SGD(options)), expected, 14);
  });

  // The gradients and golden values of keras/src/optimizers/sgd_test.py, test_correctness_with_golden.
  test('the golden values of Keras', () => {
    const optimizer = new tf.optimizers.SGD({ nesterov: true });
    goldenSteps(optimizer).forEach((values, step) => {
      expectClose(
        values,
        Array.from({ length: 10 }, (_, i) => 0.9999 - 0.001 * step * (i + 1)),
        5,
      );
    });
  });
});

describe('Adam', () => {
  function expectedAdam(amsgrad: boolean): number[] {
    const [lr, b1, b2, epsilon] = [0.05, 0.9, 0.999, 1e-7];
    let [w, m, v, h] = [1.5, 0, 0, 0];
    return GRADIENTS.map((g, i) => {
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g * g;
      h = Math.max(h, v);
      const alpha = (lr * Math.sqrt(1 - b2 ** (i + 1))) / (1 - b1 ** (i + 1));
      return (w -= (alpha * m) / (Math.sqrt(amsgrad ? h : v) + epsilon));
    });
  }

  test.each([false, true])('by its formula, amsgrad %s', (amsgrad) => {
    const optimizer = new tf.optimizers.Adam({ learningRate: 0.05, amsgrad });
    expectClose(trajectory(optimizer), expectedAdam(amsgrad), 13);
  });

  // The gradients and golden values of keras/src/optimizers/adam_test.py, test_correctness_with_golden.
  test('the golden values of Keras with AMSGrad', () => {
    const golden = [0.999, 0.9982, 0.9974, 0.9965, 0.9955];
    goldenSteps(new tf.optimizers.Adam({ amsgrad: true })).forEach((values, step) => {
      for (const value of values) expect(Math.abs(value - golden[step])).toBeLessThan(1e-3 * golden[step]);
    });
  });

  test('the first step moves every weight by the learning rate, whatever the gradient', () => {
    const x = new tf.Variable([1, 1, 1]);
    new tf.optimizers.Adam().applyGradients([[tf.constant([1, -0.01, 100]), x]]);
    expectClose(Array.from(x.dataSync()), [0.999, 1.001, 0.999], 5);
  });

  test('its slots carry Keras names', () => {
    const optimizer = new tf.optimizers.Adam();
    const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1, { useBias: false })]);
    model.build([null, 2]);
    optimizer.applyGradients([[tf.ones([2, 1]), model.trainableVariables[0]]]);
    expect(optimizer.variables.map((one) => one.path)).toEqual([
      'adam/sequential_dense_kernel_momentum',
      'adam/sequential_dense_kernel_velocity',
    ]);
  });
});

describe('applyGradients', () => {
  test('skips a variable without a gradient, with a warning', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const [a, b] = [new tf.Variable(1, { name: 'a' }), new tf.Variable(2, { name: 'b' })];
    new tf.optimizers.SGD({ learningRate: 1 }).applyGradients([
      [tf.constant(0.5), a],
      [null, b],
    ]);
    expect([a.itemSync(), b.itemSync()]).toEqual([0.5, 2]);
    expect(warn.mock.calls[0][0]).toContain("Gradients do not exist for variables ['b'] when minimizing the loss");
    warn.mockRestore();
  });

  test('throws without any gradient', () => {
    const variable = new tf.Variable(1, { name: 'w' });
    const optimizer = new tf.optimizers.SGD();
    expect(() => optimizer.applyGradients([[null, variable]])).toThrow('No gradients provided for any variable.');
    expect(() => optimizer.applyGradients([])).toThrow('No variables to optimize.');
  });

  test('is not recorded by a tape around it', () => {
    const variable: Variable = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      const squared = tf.square(variable);
      new tf.optimizers.SGD({ learningRate: 0.1 }).applyGradients([[tf.constant(1), variable]]);
      return squared;
    });
    expect(tape.gradient(y, variable)!.itemSync()).toBe(6);
    expect(variable.itemSync()).toBeCloseTo(2.9, 6);
  });

  test('a wrong shape is refused before anything changes', () => {
    const variable = new tf.Variable([1, 2]);
    const optimizer = new tf.optimizers.SGD();
    expect(() => optimizer.applyGradients([[tf.constant([1, 2, 3]), variable]])).toThrow(
      "the gradient's shape [3] is not the variable's [2]",
    );
    expect(variable.arraySync()).toEqual([1, 2]);
  });
});

describe('learning rate', () => {
  test('may follow a schedule', () => {
    const schedule = new tf.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5);
    const optimizer = new tf.optimizers.SGD({ learningRate: schedule });
    let w = 1.5;
    const expected = GRADIENTS.map((g, step) => (w -= 0.1 * 0.5 ** (step / 2) * g));
    expectClose(trajectory(optimizer), expected, 14);
    expect(() => (optimizer.learningRate = 1)).toThrow('its learning rate is not settable');
  });

  test('can be set between steps, and pinned from outside', () => {
    const asked: string[] = [];
    tunables.resolve = ({ key, kind }) => {
      if (kind === 'hyperparameter') asked.push(key);
      return key === 'SGD/learningRate#1' ? [0.25] : null;
    };
    try {
      const [first, second] = [new tf.optimizers.SGD(), new tf.optimizers.SGD()];
      expect([first.learningRate, second.learningRate]).toEqual([0.01, 0.25]);
      second.learningRate = 2;
      expect(second.learningRate).toBe(2);
    } finally {
      tunables.resolve = null;
    }
    expect(asked).toEqual(['SGD/learningRate#0', 'SGD/learningRate#1']);
  });
});
