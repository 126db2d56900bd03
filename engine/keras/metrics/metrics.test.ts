import { describe, expect, test } from 'vitest';
import { tf } from '../../index';
import * as all from './all';
import { metricFor } from './get';
import type { LabelMetric, SampleWeight } from './metric';

const { metrics } = tf;
type Data = Parameters<LabelMetric['updateState']>[0];

function numbers(x: { dataSync(): ArrayLike<number> }): number[] {
  return Array.from(x.dataSync());
}

function expectClose(got: { dataSync(): ArrayLike<number> }, expected: readonly number[], digits = 5): void {
  const values = numbers(got);
  expect(values.length).toBe(expected.length);
  values.forEach((value, i) => expect(value, `element ${i}`).toBeCloseTo(expected[i], digits));
}

function value(metric: LabelMetric, yTrue: Data, yPred: Data, options?: SampleWeight): number {
  return metric.call(yTrue, yPred, options).itemSync();
}

// Figures are those of the docstrings and tests in keras/src/metrics, or worked out beside.
describe('Mean and Sum', () => {
  test('weigh, go on and start anew', () => {
    const mean = new metrics.Mean();
    expect(mean.result().itemSync()).toBe(0);
    mean.updateState([1, 3, 5, 7]);
    expect(mean.result().itemSync()).toBe(4);
    mean.updateState(9);
    expect(mean.result().itemSync()).toBe(5);
    mean.resetState();
    mean.updateState([1, 3, 5, 7], { sampleWeight: [1, 1, 0, 0] });
    expect(mean.result().itemSync()).toBe(2);
    expect(mean.variables.map(({ name }) => name)).toEqual(['total', 'count']);
    const sum = new metrics.Sum();
    expect(sum.call([1, 3, 5, 7]).itemSync()).toBe(16);
    expect(sum.call([1, 3, 5, 7], { sampleWeight: [1, 1, 0, 0] }).itemSync()).toBe(20);
  });

  test('a matrix with a weight for each row', () => {
    const values = [[1, 3], [5, 7]]; // prettier-ignore
    expect(new metrics.Mean().call(values, { sampleWeight: [1, 3] }).itemSync()).toBe((2 + 18) / 4);
    expect(new metrics.Mean().call(values, { sampleWeight: [[1, 0], [1, 0]] }).itemSync()).toBe(3); // prettier-ignore
    expect(new metrics.Mean().call(values, { sampleWeight: 0.5 }).itemSync()).toBe(4);
  });

  test('give nothing away and leave no tape a record', () => {
    const metric = new metrics.Mean();
    const x = tf.constant([2, 4]);
    const tape = new tf.GradientTape();
    tape.watch(x);
    const result = tape.record(() => metric.call(x));
    expect(tape.gradient(result, x)).toBe(null);
    const held = metric.result();
    metric.updateState([100]);
    expect(held.itemSync()).toBe(3);
  });
});

describe('accuracies', () => {
  test('Accuracy', () => {
    expect(value(new metrics.Accuracy(), [[1], [2], [3], [4]], [[0], [2], [3], [4]])).toBe(0.75);
    const weighted = { sampleWeight: [1, 1, 0, 0] };
    expect(value(new metrics.Accuracy(), [[1], [2], [3], [4]], [[0], [2], [3], [4]], weighted)).toBe(0.5);
  });

  test('BinaryAccuracy', () => {
    const p = [[0.98], [1], [0], [0.6]];
    expect(value(new metrics.BinaryAccuracy(), [[1], [1], [0], [0]], p)).toBe(0.75);
    expect(value(new metrics.BinaryAccuracy(), [[1], [1], [0], [0]], p, { sampleWeight: [1, 0, 0, 1] })).toBe(0.5);
    expect(value(new metrics.BinaryAccuracy({ threshold: 0.7 }), [1, 1, 0, 0], p)).toBe(1);
    expect(value(new metrics.BinaryAccuracy(), [true, false], [0.5, 0.5])).toBe(0.5);
    expect(() => new metrics.BinaryAccuracy({ threshold: 1 })).toThrow('Expected a value in interval (0, 1)');
  });

  test('CategoricalAccuracy and its sparse twin', () => {
    const p = [[0.1, 0.9, 0.8], [0.05, 0.95, 0]]; // prettier-ignore
    const oneHot = [[0, 0, 1], [0, 1, 0]]; // prettier-ignore
    expect(value(new metrics.CategoricalAccuracy(), oneHot, p)).toBe(0.5);
    expect(value(new metrics.CategoricalAccuracy(), oneHot, p, { sampleWeight: [0.7, 0.3] })).toBeCloseTo(0.3, 6);
    expect(value(new metrics.SparseCategoricalAccuracy(), [[2], [1]], p)).toBe(0.5);
    expect(value(new metrics.SparseCategoricalAccuracy(), Int32Array.of(2, 1), p)).toBe(0.5);
  });

  test('top k: ties are in, what is not finite is out', () => {
    const p = [[0.1, 0.9, 0.8], [0.05, 0.95, 0]]; // prettier-ignore
    const oneHot = [[0, 0, 1], [0, 1, 0]]; // prettier-ignore
    expect(value(new metrics.TopKCategoricalAccuracy({ k: 1 }), oneHot, p)).toBe(0.5);
    expect(value(new metrics.TopKCategoricalAccuracy({ k: 2 }), oneHot, p)).toBe(1);
    expect(value(new metrics.SparseTopKCategoricalAccuracy({ k: 1 }), [2, 1], p)).toBe(0.5);
    expectClose(metrics.sparseTopKCategoricalAccuracy([0, 1, 2, 5], [[7, 7, 1], [7, 7, 1], [1, NaN, 3], [1, 2, 3]], { k: 1 }), [1, 1, 0, 0]); // prettier-ignore
    expect(metrics.sparseTopKCategoricalAccuracy([[0], [1]], [[[1, 2]], [[1, 2]]], { k: 1 }).arraySync()).toEqual([[0], [1]]); // prettier-ignore
  });
});

describe('means of losses', () => {
  test('regression', () => {
    const [a, b] = [[[0, 1], [0, 0]], [[1, 1], [0, 0]]]; // prettier-ignore
    expect(value(new metrics.MeanSquaredError(), a, b)).toBe(0.25);
    expect(value(new metrics.MeanAbsoluteError(), a, b, { sampleWeight: [1, 0] })).toBe(0.5);
    expect(value(new metrics.RootMeanSquaredError(), a, b)).toBe(0.5);
    expect(value(new metrics.RootMeanSquaredError(), a, b, { sampleWeight: [1, 0] })).toBeCloseTo(Math.SQRT1_2, 6);
    expect(value(new metrics.LogCoshError(), a, b)).toBeCloseTo(Math.log(Math.cosh(1)) / 4, 6);
    const cosine = new metrics.CosineSimilarity({ axis: 1 });
    expect(value(cosine, [[0, 1], [1, 1]], [[1, 0], [1, 1]])).toBeCloseTo(0.5, 5); // prettier-ignore
  });

  test('probabilities', () => {
    const p = [[0.6, 0.4], [0.4, 0.6]]; // prettier-ignore
    expect(value(new metrics.BinaryCrossentropy(), [[0, 1], [0, 0]], p)).toBeCloseTo(0.81492424, 5); // prettier-ignore
    expect(value(new metrics.KLDivergence(), [[0, 1], [0, 0]], p)).toBeCloseTo(0.45814306, 5); // prettier-ignore
    const classes = [[0.05, 0.95, 0], [0.1, 0.8, 0.1]]; // prettier-ignore
    const oneHot = [[0, 1, 0], [0, 0, 1]]; // prettier-ignore
    expect(value(new metrics.CategoricalCrossentropy(), oneHot, classes)).toBeCloseTo(1.1769392, 5);
    expect(value(new metrics.SparseCategoricalCrossentropy(), [1, 2], classes)).toBeCloseTo(1.1769392, 5);
    expect(value(new metrics.Hinge(), [[0, 1], [0, 0]], p)).toBeCloseTo(1.3, 5); // prettier-ignore
    expect(value(new metrics.CategoricalHinge(), [[0, 1], [0, 0]], p)).toBeCloseTo(1.4, 5); // prettier-ignore
  });

  test('batches of different size weigh by their examples', () => {
    const metric = new metrics.MeanSquaredError();
    metric.updateState([[0], [0], [0]], [[1], [1], [1]]);
    metric.updateState([[0]], [[3]]);
    expect(metric.result().itemSync()).toBe((3 + 9) / 4);
  });
});

describe('counts of right and wrong', () => {
  const [labels, p] = [[0, 1, 1, 1], [1, 0, 1, 1]]; // prettier-ignore
  test.each([
    ['TruePositives', 2],
    ['TrueNegatives', 0],
    ['FalsePositives', 1],
    ['FalseNegatives', 1],
  ] as const)('%s', (name, count) => {
    expect(value(new metrics[name](), labels, p)).toBe(count);
    const several = new metrics[name]({ thresholds: [0.25, 0.5] }).call(labels, p);
    expect(several.arraySync()).toEqual([count, count]);
  });

  test('with weights of examples', () => {
    expect(value(new metrics.TruePositives(), labels, p, { sampleWeight: [0, 0, 1, 0] })).toBe(1);
    expect(() => new metrics.TruePositives({ thresholds: [-1, 0.5, 2] })).toThrow('[-1, 2] are not');
    expect(() => value(new metrics.TruePositives(), [0, 1, 1], [0, 1])).toThrow('target.shape=(3,), output.shape=(2,)');
  });

  test('Precision', () => {
    const [y, q] = [[[0, 1, 1, 0], [1, 0, 0, 1]], [[1, 0, 1, 0], [1, 0, 1, 0]]]; // prettier-ignore
    const sampleWeight = [[1, 2, 3, 4], [4, 3, 2, 1]]; // prettier-ignore
    expect(value(new metrics.Precision(), y, q, { sampleWeight })).toBeCloseTo(7 / 10, 6);
    expect(value(new metrics.Precision(), [0, 0], [0, 0])).toBe(0);
    expectClose(new metrics.Precision({ thresholds: [0.5, 0.7] }).call([0, 1, 1, 0], [1, 0, 0.6, 0]), [0.5, 0]);
    const topK = new metrics.Precision({ topK: 3 });
    topK.updateState([[0, 1, 1, 0, 1]], [[0.2, 0.1, 0.4, 0, 0.2]], { sampleWeight: [[1, 4, 2, 3, 5]] });
    expect(value(topK, [1, 0, 1, 1, 1], [0.2, 0.6, 0.4, 0.2, 0.2], { sampleWeight: 3 })).toBeCloseTo(13 / 17, 6);
    expect(value(new metrics.Precision({ thresholds: 0.7, topK: 2 }), [0, 1, 1, 0, 1], [0.2, 0.8, 0.6, 0, 0.2])).toBe(1); // prettier-ignore
  });

  test('Recall', () => {
    const recall = new metrics.Recall({ topK: 3 });
    recall.updateState([[0, 1, 1, 0, 1]], [[0.2, 0.1, 0.4, 0, 0.2]], { sampleWeight: [[1, 4, 2, 3, 5]] });
    expect(value(recall, [1, 0, 1, 1, 1], [0.2, 0.6, 0.4, 0.2, 0.2], { sampleWeight: 3 })).toBeCloseTo(13 / 23, 6);
    const own = new metrics.Recall({ classId: 1 });
    expect(value(own, [[0, 1], [0, 1], [1, 0]], [[0.9, 0.1], [0.2, 0.8], [0.3, 0.7]])).toBe(0.5); // prettier-ignore
    expect([own.truePositives, own.falseNegatives].map((one) => one.arraySync())).toEqual([[1], [1]]);
    expect(() => own.updateState([1], [1])).toThrow('When class_id is provided, y_pred must be a 2D array');
  });

  test('F scores', () => {
    const y = [[1, 1, 1], [1, 0, 0], [1, 1, 0]]; // prettier-ignore
    const q = [[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0]]; // prettier-ignore
    expectClose(new metrics.FBetaScore({ beta: 2, threshold: 0.5 }).call(y, q), [0.3846154, 0.90909094, 0.8333334]);
    expectClose(new metrics.F1Score({ threshold: 0.5 }).call(y, q), [0.5, 0.8, 2 / 3]);
    const averaged = (average: 'micro' | 'macro' | 'weighted') =>
      value(new metrics.F1Score({ threshold: 0.5, average }), y, q);
    expect(averaged('macro')).toBeCloseTo((0.5 + 0.8 + 2 / 3) / 3, 5);
    expect(averaged('weighted')).toBeCloseTo((3 * 0.5 + 2 * 0.8 + 2 / 3) / 6, 5);
    // 4 hits, 2 too many, 2 missed.
    expect(averaged('micro')).toBeCloseTo(2 / 3, 5);
    // The largest counts; a row of zeros says nothing.
    expectClose(new metrics.F1Score().call([[1, 0], [0, 1]], [[0.2, 0.1], [0, 0]]), [1, 0]); // prettier-ignore
    expect(() => new metrics.F1Score().updateState([1], [1])).toThrow('FBetaScore expects 2D inputs');
    expect(() => new metrics.F1Score().result()).toThrow('needs a call of updateState()');
  });
});

describe('AUC', () => {
  const [y, q] = [[0, 0, 1, 1], [0, 0.5, 0.3, 0.9]]; // prettier-ignore
  const sampleWeight = [1, 2, 3, 4];

  test('unweighted', () => {
    expect(value(new metrics.AUC(), y, y)).toBeCloseTo(1, 6);
    expect(value(new metrics.AUC({ numThresholds: 3 }), y, q)).toBeCloseTo(0.75, 6);
    expect(value(new metrics.AUC({ thresholds: [0.5] }), y, q)).toBeCloseTo(0.75, 6);
    expect(value(new metrics.AUC({ thresholds: [0.4] }), y, q)).toBeCloseTo(0.5, 6);
    const logits = q.map((x) => Math.max(-20, Math.log(x / (1 - x))));
    expect(value(new metrics.AUC({ numThresholds: 3, fromLogits: true }), y, logits)).toBeCloseTo(0.75, 6);
  });

  test.each([
    ['ROC', 'interpolation', (1 + 4 / 7) / 2],
    ['ROC', 'majoring', 1],
    ['ROC', 'minoring', 4 / 7],
    ['PR', 'majoring', 1],
    ['PR', 'minoring', 0.7 * (3 / 7)],
    ['PR', 'interpolation', (0.5 * (3 + 2 * Math.log(2.5)) + 4) / 7],
  ] as const)('weighted %s, %s', (curve, summationMethod, expected) => {
    const metric = new metrics.AUC({ numThresholds: 3, curve, summationMethod });
    expect(value(metric, y, q, { sampleWeight })).toBeCloseTo(expected, 5);
  });

  test('several labels', () => {
    const both = [[0, 0], [0, 0], [1, 1], [1, 1]]; // prettier-ignore
    const p = [[0, 0.1], [0.5, 0.2], [0.3, 0.3], [0.9, 0.4]]; // prettier-ignore
    const auc = (options: object) => value(new metrics.AUC({ numThresholds: 5, ...options }), both, p);
    expect(auc({ multiLabel: true })).toBeCloseTo((0.875 + 1) / 2, 6);
    expect(auc({ multiLabel: true, labelWeights: [0.75, 0.25] })).toBeCloseTo(0.875 * 0.75 + 0.25, 6);
    expect(auc({})).toBeCloseTo(1 - 3 / 32, 6);
    expect(auc({ labelWeights: [0.75, 0.25] })).toBeCloseTo(1 - ((1 - 0.375) * 0.375) / 2, 5);
    const flat = new metrics.AUC({ numThresholds: 5 });
    expect(value(flat, both, p, { sampleWeight })).toBeCloseTo(1 - (1 / 3) * (1 - 2 / 7) * 0.5, 5);
  });

  test('options that make no sense', () => {
    expect(() => new metrics.AUC({ numThresholds: 1 })).toThrow('must be an integer > 1');
    expect(() => new metrics.AUC({ curve: 'Invalid' as 'PR' })).toThrow('Invalid AUC curve value: "Invalid"');
    expect(() => new metrics.AUC({ numLabels: 2 })).toThrow('needed only when `multi_label` is True');
  });
});

describe('names and configurations', () => {
  test('every metric is made again of its configuration', () => {
    for (const one of Object.values(all)) {
      const Class = one as typeof metrics.MeanSquaredError;
      const first = new Class({ name: 'mine' });
      expect(first.name).toBe('mine');
      const second = Class.fromConfig(first.getConfig());
      expect(second).toBeInstanceOf(Class);
      expect(second.getConfig()).toEqual(first.getConfig());
    }
    expect(new metrics.Precision({ thresholds: [0.4, 0.9], topK: 15, classId: 12, name: 'p' }).getConfig()).toEqual({
      name: 'p',
      dtype: 'float32',
      thresholds: [0.4, 0.9],
      top_k: 15,
      class_id: 12,
    });
  });

  test('get and what compile means', () => {
    expect(metrics.get('mse')).toBeInstanceOf(metrics.MeanSquaredError);
    expect(metrics.get('AUC')).toBeInstanceOf(metrics.AUC);
    expect(metrics.get('top_k_categorical_accuracy')).toBeInstanceOf(metrics.TopKCategoricalAccuracy);
    expect(() => metrics.get('mean')).not.toThrow();
    expect(() => metrics.get('acuracy')).toThrow('Could not interpret metric identifier: acuracy');
    expect(metricFor('accuracy', [8, 1], [8, 1])).toBeInstanceOf(metrics.BinaryAccuracy);
    expect(metricFor('accuracy', [8, 3], [8, 3])).toBeInstanceOf(metrics.CategoricalAccuracy);
    expect(metricFor('acc', [8], [8, 3])).toBeInstanceOf(metrics.SparseCategoricalAccuracy);
    expect(metricFor('acc', [8, 1], [8, 3]).name).toBe('acc');
    expect(metricFor('mse', [8], [8, 3]).name).toBe('mse');
    expect(value(metricFor(tf.losses.mse, [2, 1], [2, 1]), [[0], [0]], [[1], [2]])).toBe(2.5);
  });
});
