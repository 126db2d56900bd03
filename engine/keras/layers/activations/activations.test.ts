import { expect, test } from 'vitest';
import { tf } from '../../../index';

const { layers } = tf.keras;
const x = [[-2, -0.5, 0, 1, 8]];
const of = (layer: { call(inputs: number[][]): { arraySync(): unknown } }) => layer.call(x).arraySync();

test('ReLU is limited, leaks and begins where it is told', () => {
  expect(of(new layers.ReLU())).toEqual([[0, 0, 0, 1, 8]]);
  expect(of(new layers.ReLU({ maxValue: 6 }))).toEqual([[0, 0, 0, 1, 6]]);
  expect(of(new layers.ReLU({ negativeSlope: 0.5 }))).toEqual([[-1, -0.25, 0, 1, 8]]);
  expect(of(new layers.ReLU({ threshold: 1, negativeSlope: 0.5 }))).toEqual([[-1.5, -0.75, -0.5, 1, 8]]);
  expect(() => new layers.ReLU({ negativeSlope: -1 })).toThrow(
    'negative_slope of a ReLU layer cannot be a negative value. Received: negative_slope=-1',
  );
  expect(new layers.ReLU({ maxValue: 6 }).getConfig()).toMatchObject({
    max_value: 6,
    negative_slope: 0,
    threshold: 0,
  });
});

test('LeakyReLU and ELU have Keras’ slopes', () => {
  const leaky = new layers.LeakyReLU().call(x).dataSync();
  expect(leaky[0]).toBeCloseTo(-0.6, 6);
  expect(new layers.LeakyReLU().getConfig()).toMatchObject({ negative_slope: 0.3 });
  const elu = new layers.ELU({ alpha: 2 }).call(x).dataSync();
  expect(elu[0]).toBeCloseTo(2 * Math.expm1(-2), 6);
  expect(elu[4]).toBe(8);
});

test('PReLU learns a slope for each place, or one along shared axes', () => {
  const layer = new layers.PReLU({ alphaInitializer: 'ones' });
  expect(of(layer)).toEqual(x);
  expect(layer.weights.map(({ path, shape }) => [path.split('/').pop(), shape])).toEqual([['alpha', [5]]]);
  const shared = new layers.PReLU({ sharedAxes: [1, 2] });
  shared.build([null, 4, 4, 3]);
  expect(shared.weights[0].shape).toEqual([1, 1, 3]);
});

test('Softmax goes along one axis or several, and past what is masked', () => {
  const two = new layers.Softmax({ axis: [1, 2] }).call([
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  expect(tf.reduceSum(two).dataSync()[0]).toBeCloseTo(1, 6);
  expect(new layers.Softmax({ axis: 0 }).call([[5], [5]]).arraySync()).toEqual([[0.5], [0.5]]);
  const masked = new layers.Softmax().call([[1, 1, 9]], { mask: tf.constant([[true, true, false]]) });
  expect(masked.arraySync()).toEqual([[0.5, 0.5, 0]]);
});

test('they come back from their configs', () => {
  for (const layer of [
    new layers.ReLU({ maxValue: 6 }),
    new layers.LeakyReLU({ negativeSlope: 0.1 }),
    new layers.ELU(),
    new layers.PReLU({ sharedAxes: [1] }),
    new layers.Softmax({ axis: 1 }),
  ]) {
    expect(layers.deserialize(layers.serialize(layer)).getConfig()).toEqual(layer.getConfig());
  }
});
