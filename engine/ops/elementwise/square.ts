import { factorText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';

export const square = unary({
  name: 'square',
  tfNames: ['tf.square', 'tf.math.square'],
  doc: 'Squares every element.',
  formula: 'y = u^2',
  derivative: String.raw`\frac{dy}{du} = 2u`,
  derivativeText: (u) => `2 · ${factorText(u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = x[i] * x[i];
  },
  lanes: (b, x) => b.mul(x, x),
  wgsl: 'x * x',
  accepts: 'number',
  gradient: (dy, x) => multiply(dy, multiply(x, 2)),
});
