import { expect, test } from 'vitest';
import { tf, type Tensor } from '../../../index';

const { layers } = tf.keras;
const list = (x: Tensor) => Array.from(x.dataSync());

test('pools of images', () => {
  const x = tf.reshape(tf.constant([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), [1, 3, 4, 1]);
  expect(list(new layers.MaxPooling2D().call(x))).toEqual([6, 8]);
  expect(list(new layers.MaxPooling2D({ strides: 1 }).call(x))).toEqual([6, 7, 8, 10, 11, 12]);
  expect(list(new layers.AveragePooling2D(2, { padding: 'same' }).call(x))).toEqual([3.5, 5.5, 9.5, 11.5]);
  expect(list(new layers.GlobalAveragePooling2D().call(x))).toEqual([6.5]);
  expect(list(new layers.GlobalMaxPooling2D().call(x))).toEqual([12]);
  expect(new layers.GlobalMaxPooling2D({ keepdims: true }).call(x).shape).toEqual([1, 1, 1, 1]);
  expect(layers.MaxPool2D).toBe(layers.MaxPooling2D);
});

test('pools of sequences', () => {
  const x = tf.constant([[[1], [5], [2], [4], [3]]]);
  expect(list(new layers.MaxPooling1D().call(x))).toEqual([5, 4]);
  expect(list(new layers.AveragePooling1D(2, { padding: 'same' }).call(x))).toEqual([3, 3, 3]);
  expect(list(new layers.GlobalAveragePooling1D().call(x))).toEqual([3]);
  expect(list(new layers.GlobalMaxPooling1D().call(x))).toEqual([5]);
  const mask = tf.constant([[true, true, false, false, false]]);
  expect(list(new layers.GlobalAveragePooling1D().call(x, { mask }))).toEqual([3]);
  expect(list(new layers.GlobalAveragePooling1D().call(tf.multiply(x, x), { mask }))).toEqual([13]);
});

test('shapes, open ones too', () => {
  expect(new layers.MaxPooling2D({ poolSize: [2, 3] }).computeOutputShape([null, 7, 7, 4])).toEqual([null, 3, 2, 4]);
  expect(new layers.AveragePooling2D(2, { padding: 'same' }).computeOutputShape([2, 7, null, 4])).toEqual([2, 4, null, 4]); // prettier-ignore
  expect(new layers.GlobalAveragePooling2D({ keepdims: true }).computeOutputShape([null, 7, 7, 4])).toEqual([null, 1, 1, 4]); // prettier-ignore
  expect(new layers.GlobalMaxPooling1D().computeOutputShape([null, 7, 4])).toEqual([null, 4]);
});
