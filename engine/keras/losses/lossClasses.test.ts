import { describe, expect, test } from 'vitest';
import { tf } from '../../index';
import * as all from './all';

const { losses } = tf;
type Read = { dataSync(): ArrayLike<number>; readonly shape: readonly number[] };

function expectClose(got: Read, expected: readonly number[], digits = 5): void {
  const values = Array.from(got.dataSync());
  expect(values.length).toBe(expected.length);
  values.forEach((value, i) => expect(value, `element ${i}`).toBeCloseTo(expected[i], digits));
}

const yTrue = [
  [1, 9, 2],
  [-5, -2, 6],
];
const yPred = [
  [4, 8, 12],
  [8, 1, 3],
];

// Figures are those of keras/src/losses/losses.py (docstrings) and losses_test.py, or worked out beside.
describe('functions', () => {
  test('meanAbsolutePercentageError divides by the label', () => {
    // |3/1| + |1/9| + |10/2|, |13/5| + |3/2| + |3/6|
    expectClose(losses.mape(yTrue, yPred), [(100 / 3) * (3 + 1 / 9 + 5), (100 / 3) * (2.6 + 1.5 + 0.5)], 3);
    expectClose(losses.mape([[0]], [[1]]), [1e9], -3);
  });

  test('meanSquaredLogarithmicError holds what is below 10⁻⁷ there', () => {
    const d = Math.log(5) - Math.log(2);
    expectClose(losses.msle([[1, -3]], [[4, -5]]), [(d * d) / 2]);
  });

  test('huber is a square near 0 and a line beyond delta', () => {
    const loss = losses.huber(
      [
        [0, 1],
        [0, 0],
      ],
      [
        [0.6, 0.4],
        [0.4, 0.6],
      ],
    );
    expectClose(loss, [0.18, 0.13]);
    expectClose(losses.huber([[0, 0]], [[3, -0.5]], { delta: 2 }), [(2 * 3 - 2 + 0.125) / 2]);
  });

  test('logCosh does not overflow', () => {
    expectClose(losses.logCosh([[0, 1], [0, 0]], [[1, 1], [0, 0]]), [Math.log(Math.cosh(1)) / 2, 0]); // prettier-ignore
    expectClose(losses.logCosh([[0]], [[-300]]), [300 - Math.LN2], 4);
  });

  test('hinge, squaredHinge: labels 0 and 1 are −1 and 1, others stay', () => {
    const p = [[0.5, -0.25, 2]];
    expectClose(losses.hinge([[1, 0, 0]], p), [(0.5 + 0.75 + 3) / 3]);
    expectClose(losses.hinge([[1, -1, -1]], p), [(0.5 + 0.75 + 3) / 3]);
    expectClose(losses.squaredHinge([[1, 0, 0]], p), [(0.25 + 0.5625 + 9) / 3]);
    expectClose(losses.hinge([[2, 0, 0]], p), [(0 + 1 + 1) / 3]);
  });

  test('categoricalHinge', () => {
    expectClose(losses.categoricalHinge([[0, 1, 0]], [[0.3, 0.5, 0.9]]), [0.9 - 0.5 + 1]);
    expectClose(losses.categoricalHinge([[0, 1]], [[-3, 2]]), [0]);
  });

  test('klDivergence and poisson', () => {
    expectClose(losses.klDivergence([[0.25, 0.75]], [[0.5, 0.5]]), [0.25 * Math.log(0.5) + 0.75 * Math.log(1.5)]);
    expectClose(losses.kld([[0, 1]], [[0.5, 1]]), [1e-7 * Math.log(2e-7)]);
    expectClose(losses.poisson([[1, 2]], [[2, 4]]), [(2 - Math.log(2) + 4 - 2 * Math.log(4)) / 2]);
    expectClose(losses.poisson([[1]], [[0]]), [-Math.log(1e-7)], 3);
  });

  test('cosineSimilarity is −cos, and 0 with a zero vector', () => {
    const a = [[0, 1], [1, 1], [1, 1], [0, 0]]; // prettier-ignore
    const b = [[1, 0], [1, 1], [-1, -1], [3, 4]]; // prettier-ignore
    expectClose(losses.cosineSimilarity(a, b), [0, -1, 1, 0]);
    expectClose(losses.cosineSimilarity([[3, 0], [4, 1]], [[4, 0], [3, 2]], { axis: 0 }), [-24 / 25, -1]); // prettier-ignore
  });

  test('focal cross-entropies', () => {
    expectClose(
      losses.categoricalFocalCrossentropy([[0, 1, 0], [0, 0, 1]], [[0.05, 0.9, 0.05], [0.1, 0.85, 0.05]]), // prettier-ignore
      [2.63401289e-4, 6.75912094e-1],
      6,
    );
    const [labels, p] = [[[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]]; // prettier-ignore
    expectClose(losses.binaryFocalCrossentropy(labels, p, { gamma: 2 }), [0.330, 0.206], 3); // prettier-ignore
    expectClose(losses.binaryFocalCrossentropy(labels, p, { gamma: 0 }), [0.916, 0.714], 3);
    const balanced = losses.binaryFocalCrossentropy([[1, 0]], [[0.5, 0.5]], { applyClassBalancing: true });
    expectClose(balanced, [(0.25 * Math.LN2 * (0.25 + 0.75)) / 2]);
    const logit = (x: number) => Math.log(x / (1 - x));
    const logits = p.map((row) => row.map(logit));
    expectClose(losses.binaryFocalCrossentropy(labels, logits, { fromLogits: true }), [0.330, 0.206], 3); // prettier-ignore
  });

  test('dice and tversky', () => {
    const labels = [[[[1], [1]], [[0], [0]]], [[[1], [1]], [[0], [0]]]]; // prettier-ignore
    const p = [[[[0], [1]], [[0], [1]]], [[[0.4], [0]], [[0], [0.9]]]]; // prettier-ignore
    expectClose(losses.dice(labels, p, { axis: [1, 2, 3] }), [0.5, 0.75757575]);
    expectClose(losses.dice(labels, p), [0.6164384]);
    expectClose(losses.tversky(labels, p, { axis: [1, 2, 3] }), [0.5, 0.75757575]);
    // s = 1, one label missed at 0.3, one prediction too many at 0.7.
    expectClose(losses.tversky([[1, 1, 0]], [[1, 0, 1]], { alpha: 0.3, beta: 0.7 }), [1 - 1 / 2]);
  });

  test('axis 0 of the cross-entropies', () => {
    const labels = [[1, 0], [0, 1]]; // prettier-ignore
    const p = [[0.8, 0.4], [0.2, 0.6]]; // prettier-ignore
    expectClose(losses.categoricalCrossentropy(labels, p, { axis: 0 }), [-Math.log(0.8), -Math.log(0.6)]);
    expectClose(losses.binaryCrossentropy(labels, p, { axis: 0 }), [-Math.log(0.8), -Math.log(0.6)]);
  });

  test('ignoreClass costs nothing', () => {
    const p = [[0.05, 0.95, 0], [0.1, 0.8, 0.1]]; // prettier-ignore
    expectClose(losses.sparseCategoricalCrossentropy([1, 2], p), [0.0513, 2.303], 3);
    expectClose(losses.sparseCategoricalCrossentropy([1, -1], p, { ignoreClass: -1 }), [0.0513, 0], 3);
  });

  test('shapes that do not fit are refused', () => {
    expect(() => losses.binaryCrossentropy([0, 1], [[0.2], [0.7]])).toThrow(
      'must have the same rank (ndim). Received: target.shape=(2,), output.shape=(2, 1)',
    );
    expect(() => losses.sparseCategoricalCrossentropy([0], [[0.2, 0.8], [0.1, 0.9]])).toThrow('target.shape=(1,)'); // prettier-ignore
    expect(() => losses.sparseCategoricalCrossentropy([0], [[1, 2]], { axis: 0 })).toThrow('Received: axis=0');
  });

  // Away from kinks; labels that suit them all: a distribution.
  test.each(Object.keys(all).filter((name) => /^[a-z]/.test(name)))('gradient of %s', (name) => {
    const fn = (all as unknown as Record<string, typeof losses.mse>)[name];
    const sparse = name.startsWith('sparse');
    const labels = sparse ? tf.constant([1, 0], { dtype: 'int32' }) : tf.constant([[0.2, 0.8], [0.7, 0.3]], { dtype: 'float64' }); // prettier-ignore
    const at = [0.35, 0.6, 0.25, 0.55];
    const value = (p: readonly number[]) => tf.reduceSum(fn(labels, tf.reshape(tf.constant([...p], { dtype: 'float64' }), [2, 2]))); // prettier-ignore
    const x = tf.reshape(tf.constant(at, { dtype: 'float64' }), [2, 2]);
    const tape = new tf.GradientTape();
    tape.watch(x);
    const gradient = tape.gradient(
      tape.record(() => fn(labels, x)),
      x,
    )!;
    const h = 1e-6;
    const differences = at.map((_, i) => {
      const moved = (by: number) => value(at.map((one, j) => (j === i ? one + by : one))).itemSync();
      return (moved(h) - moved(-h)) / (2 * h);
    });
    expectClose(gradient, differences, 5);
  });
});

describe('classes', () => {
  const p = [[0.05, 0.95, 0], [0.1, 0.8, 0.1]]; // prettier-ignore

  test('reductions', () => {
    const loss = (reduction: 'sum' | 'none' | 'mean' | 'mean_with_sample_weight' | 'sum_over_batch_size' | null) =>
      new losses.SparseCategoricalCrossentropy({ reduction });
    expectClose(new losses.SparseCategoricalCrossentropy().call([1, 2], p), [1.177], 3);
    expectClose(loss('mean').call([1, 2], p), [1.177], 3);
    expectClose(loss('sum').call([1, 2], p), [2.354], 3);
    expectClose(loss('none').call([1, 2], p), [0.0513, 2.303], 3);
    expectClose(loss(null).call([1, 2], p), [0.0513, 2.303], 3);
    const weighted = { sampleWeight: [0.3, 0.7] };
    expectClose(loss('sum_over_batch_size').call([1, 2], p, weighted), [0.814], 3);
    expectClose(loss('mean_with_sample_weight').call([1, 2], p, { sampleWeight: [3, 1] }), [(3 * 0.0513 + 2.303) / 4], 3); // prettier-ignore
    expectClose(loss('mean_with_sample_weight').call([1, 2], p, { sampleWeight: [0, 0] }), [0]);
    expect(() => new losses.Huber({ reduction: 'average' as 'mean' })).toThrow(
      'Invalid value for argument `reduction`',
    );
  });

  test('a mean leaves ignored examples out', () => {
    const loss = new losses.SparseCategoricalCrossentropy({ ignoreClass: 2 });
    expectClose(loss.call([1, 2], p), [0.0513], 4);
    expectClose(loss.call([[1], [2]], p), [0.0513], 4);
    expectClose(loss.call([2, 2], p), [0]);
  });

  // keras/src/losses/losses_test.py, MeanSquaredErrorTest: unweighted, scalar, per sample, per time step.
  test('meanSquaredError with weights', () => {
    const mse = new losses.MeanSquaredError();
    expectClose(mse.call(yTrue, yPred), [49.5]);
    expectClose(mse.call(yTrue, yPred, { sampleWeight: 2.3 }), [113.85], 4);
    expectClose(mse.call(yTrue, yPred, { sampleWeight: [[1.2], [3.4]] }), [767.8 / 6], 4);
    expectClose(mse.call(yTrue, yPred, { sampleWeight: 0 }), [0]);
    expectClose(
      new losses.MeanSquaredError({ reduction: null }).call(yTrue, yPred, { sampleWeight: 2.3 }),
      [84.3333, 143.3666],
      3,
    );
  });

  test('one rank of labels and predictions', () => {
    expectClose(new losses.BinaryCrossentropy().call([1, 0], [[0.9], [0.2]]), [-(Math.log(0.9) + Math.log(0.8)) / 2]);
  });

  test('are made again of their configuration', () => {
    for (const [name, one] of Object.entries(all)) {
      if (!/^[A-Z]/.test(name)) continue;
      const Class = one as typeof losses.Huber;
      const first = new Class({ reduction: 'sum' });
      const second = Class.fromConfig(first.getConfig());
      expect(second).toBeInstanceOf(Class);
      expect(second.getConfig()).toEqual(first.getConfig());
      expect(first.getConfig().reduction).toBe('sum');
    }
    const config = new losses.Huber({ delta: 3 }).getConfig();
    expect(config).toEqual({ name: 'huber_loss', reduction: 'sum_over_batch_size', delta: 3 });
    expectClose(losses.Huber.fromConfig(config).call([[0]], [[4]]), [3 * 4 - 4.5]);
  });

  test('get', () => {
    expect(losses.get('mse')).toBe(losses.meanSquaredError);
    expect(losses.get('kl_divergence')).toBe(losses.klDivergence);
    expect(losses.get('KLDivergence')).toBeInstanceOf(losses.KLDivergence);
    expect(losses.get(null)).toBe(null);
    const made = losses.get({ className: 'Huber', config: { delta: 2 } });
    expect(made).toBeInstanceOf(losses.Huber);
    expect(() => losses.get('mse2')).toThrow('Could not interpret loss identifier: mse2');
  });
});
