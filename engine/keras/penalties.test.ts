import { describe, expect, test } from 'vitest';
import { tf } from '../index';

const { constraints, regularizers } = tf.keras;
const w = [[1, -2], [3, 4]]; // prettier-ignore

function expectClose(got: { dataSync(): ArrayLike<number> }, expected: readonly number[]): void {
  Array.from(got.dataSync()).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
}

// Worked out by the formulas of keras/src/regularizers/regularizers.py and keras/src/constraints/constraints.py.
describe('regularizers', () => {
  test('L1, L2, L1L2', () => {
    expectClose(new regularizers.L1({ l1: 0.5 }).call(w), [5]);
    expectClose(new regularizers.L2({ l2: 0.1 }).call(w), [3]);
    expectClose(new regularizers.L1L2({ l1: 0.5, l2: 0.1 }).call(w), [8]);
    expectClose(regularizers.get('l2')!.call(w), [0.3]);
  });

  test('OrthogonalRegularizer: the mean cosine of pairs', () => {
    // cos((1, −2), (3, 4)) = −5 / (√5 · 5); of the columns cos((1, 3), (−2, 4)) = 10 / (√10 · √20).
    expectClose(new regularizers.OrthogonalRegularizer({ factor: 1 }).call(w), [1 / Math.sqrt(5)]);
    const columns = new regularizers.OrthogonalRegularizer({ factor: 2, mode: 'columns' });
    expectClose(columns.call(w), [2 * Math.SQRT1_2]);
    expectClose(columns.call([[1, 0], [0, 7]]), [0]); // prettier-ignore
    expect(() => columns.call([1, 2])).toThrow('must have rank 2. Received: inputs.shape=(2,)');
    expect(() => new regularizers.OrthogonalRegularizer({ mode: 'both' as 'rows' })).toThrow("Expected one of {'rows'");
  });
});

describe('constraints', () => {
  test('norms of columns', () => {
    const second = Math.sqrt(20);
    expectClose(new constraints.NonNeg().call(w), [1, 0, 3, 4]);
    expectClose(new constraints.MaxNorm({ maxValue: 4 }).call(w), [1, -8 / second, 3, 16 / second]);
    const first = Math.sqrt(10);
    expectClose(new constraints.UnitNorm().call(w), [1 / first, -2 / second, 3 / first, 4 / second]);
    const between = new constraints.MinMaxNorm({ minValue: 1, maxValue: 4, rate: 0.5 });
    const scale = (0.5 * 4 + 0.5 * second) / second;
    expectClose(between.call(w), [1, -2 * scale, 3, 4 * scale]);
    expect(constraints.get('max_norm')).toBeInstanceOf(constraints.MaxNorm);
    expect(() => constraints.get('maxnorn')).toThrow('Could not interpret constraint identifier');
  });

  test('hold after a step of the optimizer', () => {
    const variable = new tf.Variable([1, 2]);
    variable.constraint = (value) => new constraints.NonNeg().call(value);
    new tf.optimizers.SGD({ learningRate: 1 }).applyGradients([[tf.constant([3, 1]), variable]]);
    expect(variable.arraySync()).toEqual([0, 1]);
  });
});
