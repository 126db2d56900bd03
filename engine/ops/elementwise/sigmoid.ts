import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';
import { subtract } from './subtract';
import { EXP, SIGMOID } from '../wgsl/math';

export const sigmoid = unary({
  name: 'sigmoid',
  tfNames: ['tf.sigmoid', 'tf.math.sigmoid', 'tf.nn.sigmoid'],
  doc: 'The logistic function of every element, between 0 and 1.',
  formula: String.raw`y = \frac{1}{1 + e^{-u}}`,
  derivative: String.raw`\frac{dy}{du} = y\,(1 - y)`,
  derivativeText: (_, y) => `${numberText(y)} · (1 − ${numberText(y)})`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = 1 / (1 + Math.exp(-x[i]));
  },
  lanes: (b, x) => b.sigmoid(x),
  wgsl: 'sigmoidF(x)',
  wgslHelpers: EXP + SIGMOID,
  gradient: (dy, _, y) => multiply(dy, multiply(y, subtract(1, y))),
});
