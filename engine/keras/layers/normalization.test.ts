import { expect, test } from 'vitest';
import { tf } from '../../index';

const { layers } = tf.keras;
const data = [
  [1, 10],
  [3, 30],
];

test('Normalization takes mean and variance over of its data', () => {
  const layer = new layers.Normalization();
  layer.adapt(data);
  expect(layer.mean!.arraySync()).toEqual([[2, 20]]);
  expect(layer.variance!.arraySync()).toEqual([[1, 100]]);
  expect(layer.call(data).arraySync()).toEqual([
    [-1, -1],
    [1, 1],
  ]);
  expect(layer.weights.map(({ path, shape, dtype }) => [path.split('/').pop(), shape, dtype])).toEqual([
    ['mean', [2], 'float32'],
    ['variance', [2], 'float32'],
    ['count', [], 'int32'],
  ]);
  expect(layer.trainableVariables).toEqual([]);
});

test('it goes by given numbers, for all or for each place, and back', () => {
  const all = new layers.Normalization({ axis: null, mean: 1, variance: 4 });
  expect(all.call([[1, 3]]).arraySync()).toEqual([[0, 1]]);
  const back = new layers.Normalization({ mean: [1, 2], variance: [4, 9], invert: true });
  expect(back.call([[1, 1]]).arraySync()).toEqual([[3, 5]]);
  expect(() => new layers.Normalization({ mean: 1 })).toThrow('both `mean` and `variance` must be set');
});

test('GaussianNoise is for training alone', () => {
  const layer = new layers.GaussianNoise(0.1, { seed: 1 });
  expect(layer.call(data).arraySync()).toEqual(data);
  const noisy = layer.call(tf.zeros([1000]), { training: true });
  expect(Math.sqrt(tf.reduceMean(tf.square(noisy)).dataSync()[0])).toBeCloseTo(0.1, 1);
  expect(layer.getConfig()).toMatchObject({ stddev: 0.1, seed: 1 });
});

test('UnitNormalization leaves zeros alone', () => {
  expect(new layers.UnitNormalization().call([[3, 4], [0, 0]]).arraySync()).toEqual([[expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)], [0, 0]]); // prettier-ignore
});

test('Lambda is a function with a shape', () => {
  const twice = new layers.Lambda((x) => tf.concat([x as never, x as never], -1));
  expect(twice.call([[1, 2]]).arraySync()).toEqual([[1, 2, 1, 2]]);
  expect(twice.call(tf.keras.Input({ shape: [3] })).shape).toEqual([null, 6]);
  const model = new tf.keras.Sequential([new layers.Lambda((x) => tf.square(x as never)), new layers.Flatten()]);
  // Once built, its first layer still gets a tensor and not a list of one.
  for (let i = 0; i < 2; i++) expect(model.call([[2, 3]]).arraySync()).toEqual([[4, 9]]);
});
