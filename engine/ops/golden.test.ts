import { describe, expect, test } from 'vitest';
import { tf } from '../index';

/** The notebook's own numbers, and values worked out from the formulas to six places. */
describe('golden values', () => {
  test("the notebook's neuron", () => {
    const kernel = new tf.Variable([[1.33800925]]);
    const bias = new tf.Variable([0]);
    const tape = new tf.GradientTape();
    const loss = tape.record(() => {
      const prediction = tf.add(tf.matmul([[2]], kernel), bias);
      return tf.reduceMean(tf.square(tf.subtract([[5]], prediction)), { axis: -1 });
    });
    const [dKernel, dBias] = tape.gradient(loss, [kernel, bias]);
    expect(dKernel!.dataSync()[0]).toBeCloseTo(-9.295926, 6);
    expect(dBias!.dataSync()[0]).toBeCloseTo(-4.647963, 6);
  });

  test('softmax and its cross-entropies', () => {
    expect(round(tf.nn.softmax([1, 2, 3]).arraySync())).toEqual([0.090031, 0.244728, 0.665241]);
    expect(round(tf.nn.sparseSoftmaxCrossEntropyWithLogits(0, [1, 2, 3]).arraySync())).toBe(2.407606);
    expect(round(tf.nn.softmaxCrossEntropyWithLogits([0, 0.5, 0.5], [1, 2, 3]).arraySync())).toBe(0.907606);
    expect(round(tf.nn.sigmoidCrossEntropyWithLogits([1, 0], [2, 2]).arraySync())).toEqual([0.126928, 2.126928]);
  });

  test('activations', () => {
    const x = [-2, -0.5, 0.5, 2];
    expect(round(tf.nn.gelu(x).arraySync())).toEqual([-0.0455, -0.154269, 0.345731, 1.9545]);
    expect(round(tf.nn.gelu(x, { approximate: true }).arraySync())).toEqual([-0.045402, -0.154286, 0.345714, 1.954598]);
    expect(round(tf.nn.silu(x).arraySync())).toEqual([-0.238406, -0.18877, 0.31123, 1.761594]);
    expect(round(tf.nn.elu(x).arraySync())).toEqual([-0.864665, -0.393469, 0.5, 2]);
    expect(round(tf.math.softplus(x).arraySync())).toEqual([0.126928, 0.474077, 0.974077, 2.126928]);
    expect(round(tf.math.erf(x).arraySync())).toEqual([-0.995322, -0.5205, 0.5205, 0.995322]);
    expect(round(tf.nn.leakyRelu(x).arraySync())).toEqual([-0.4, -0.1, 0.5, 2]);
  });

  test('shapes', () => {
    const x = tf.reshape(tf.range(6), [2, 3]);
    expect(tf.concat([x, x], 1).arraySync()).toEqual([
      [0, 1, 2, 0, 1, 2],
      [3, 4, 5, 3, 4, 5],
    ]);
    expect(tf.stack([x, x], { axis: -1 }).shape).toEqual([2, 3, 2]);
    expect(tf.unstack(x, { axis: 1 }).map((one) => one.arraySync())).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(tf.split(x, [1, -1], { axis: 1 }).map((one) => one.arraySync())).toEqual([
      [[0], [3]],
      [
        [1, 2],
        [4, 5],
      ],
    ]);
    expect(tf.slice(x, [0, 1], [2, -1]).arraySync()).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect(
      tf
        .pad(
          x,
          [
            [1, 0],
            [0, 1],
          ],
          { constantValues: 9 },
        )
        .arraySync(),
    ).toEqual([
      [9, 9, 9, 9],
      [0, 1, 2, 9],
      [3, 4, 5, 9],
    ]);
    expect(tf.tile(tf.constant([1, 2]), [3]).arraySync()).toEqual([1, 2, 1, 2, 1, 2]);
    expect(tf.reverse(x, [1]).arraySync()).toEqual([
      [2, 1, 0],
      [5, 4, 3],
    ]);
    expect(tf.gather(x, [2, 0], { axis: 1 }).arraySync()).toEqual([
      [2, 0],
      [5, 3],
    ]);
    expect(tf.oneHot([0, 2, 5], 3).arraySync()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [0, 0, 0],
    ]);
    expect(tf.range(10, 0, { delta: -3 }).arraySync()).toEqual([10, 7, 4, 1]);
    expect(tf.range(3).dataSync()).toEqual(new Int32Array([0, 1, 2]));
    expect(tf.range(0, 1, { delta: 0.5 }).dataSync()).toEqual(new Float32Array([0, 0.5]));
    expect(tf.range(2, { dtype: 'float32' }).dataSync()).toEqual(new Float32Array([0, 1]));
    expect(tf.expandDims(x, -1).shape).toEqual([2, 3, 1]);
    expect(tf.squeeze(tf.zeros([1, 3, 1])).shape).toEqual([3]);
    expect(
      tf
        .argmax(
          [
            [1, 9, 3],
            [7, 5, 7],
          ],
          { axis: 1 },
        )
        .arraySync(),
    ).toEqual([1, 0]);
    expect(tf.constant([1, 2, 3, 4], { shape: [2, 2] }).arraySync()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tf.constant(7, { shape: [2] }).arraySync()).toEqual([7, 7]);
  });

  test('methods read as operators', () => {
    const x = tf.constant([
      [1, 2],
      [3, 4],
    ]);
    const w = new tf.Variable([[1], [1]]);
    expect(x.matmul(w).sub(1).div(2).neg().arraySync()).toEqual([[-1], [-3]]);
    expect(x.pow(2).sum().itemSync()).toBe(30);
    expect(x.square().mean({ axis: 0 }).arraySync()).toEqual([5, 10]);
    expect(w.mul(3).add(w).transpose().reshape([2]).arraySync()).toEqual([4, 4]);
    expect(
      w
        .assignAdd([[1], [2]])
        .assignSub(0.5)
        .arraySync(),
    ).toEqual([[1.5], [2.5]]);
  });
});

function round(value: unknown): unknown {
  return Array.isArray(value) ? value.map(round) : Math.round(Number(value) * 1e6) / 1e6;
}
