import { expect, it } from 'vitest';
import { shortLabels } from './shortLabels';

it('drops the scopes that all have', () => {
  expect(shortLabels(['learningRate', 'sequential/dense/kernel', 'sequential/dense/bias'])).toEqual([
    'learningRate',
    'kernel',
    'bias',
  ]);
});

it('keeps what tells them apart', () => {
  expect(shortLabels(['s/dense/kernel', 's/dense_1/kernel', 's/dense_1/bias'])).toEqual([
    'dense/kernel',
    'dense_1/kernel',
    'bias',
  ]);
  expect(shortLabels(['kernel', 'dense/kernel'])).toEqual(['kernel', 'dense/kernel']);
  expect(shortLabels(['a/w', 'a/w'])).toEqual(['a/w', 'a/w']);
});
