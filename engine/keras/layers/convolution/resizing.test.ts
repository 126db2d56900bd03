import { expect, test } from 'vitest';
import { tf } from '../../../index';

const { layers } = tf.keras;
const image = [
  [
    [[1], [2]],
    [[3], [4]],
  ],
];

test('ZeroPadding2D puts zeros on each side', () => {
  const padded = new layers.ZeroPadding2D({ padding: [[1, 0], [0, 2]] }); // prettier-ignore
  expect(tf.squeeze(padded.call(image)).arraySync()).toEqual([
    [0, 0, 0, 0],
    [1, 2, 0, 0],
    [3, 4, 0, 0],
  ]);
  expect(padded.computeOutputShape([null, 2, null, 1])).toEqual([null, 3, null, 1]);
  expect(new layers.ZeroPadding2D({ padding: 2 }).getConfig()).toMatchObject({
    padding: [
      [2, 2],
      [2, 2],
    ],
    data_format: 'channels_last',
  });
  expect(() => new layers.ZeroPadding2D({ padding: -1 })).toThrow('`padding` should be either an int');
});

test('UpSampling2D repeats rows and columns', () => {
  const layer = new layers.UpSampling2D({ size: [1, 2] });
  expect(tf.squeeze(layer.call(image)).arraySync()).toEqual([
    [1, 1, 2, 2],
    [3, 3, 4, 4],
  ]);
  expect(new layers.UpSampling2D().computeOutputShape([null, 3, 4, 5])).toEqual([null, 6, 8, 5]);
  expect(() => new layers.UpSampling2D({ interpolation: 'bilinear' as 'nearest' })).toThrow('"nearest" only');
});
