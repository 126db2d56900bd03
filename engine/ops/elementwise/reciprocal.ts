import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';
import { negative } from './negative';

export const reciprocal = unary({
  name: 'reciprocal',
  tfNames: ['tf.math.reciprocal'],
  doc: 'One over every element.',
  formula: String.raw`y = \frac{1}{u}`,
  derivative: String.raw`\frac{dy}{du} = -\frac{1}{u^2}`,
  derivativeText: (u) => `−1 / ${numberText(u * u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = 1 / x[i];
  },
  lanes: (b, x) => b.div(1, x),
  wgsl: '1.0 / x',
  range: [0.5, 2],
  gradient: (dy, _, y) => negative(multiply(dy, multiply(y, y))),
});
