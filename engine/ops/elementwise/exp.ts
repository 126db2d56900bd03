import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';
import { EXP } from '../wgsl/math';

export const exp = unary({
  name: 'exp',
  tfNames: ['tf.exp', 'tf.math.exp'],
  doc: 'e to the power of every element.',
  formula: 'y = e^u',
  derivative: String.raw`\frac{dy}{du} = e^u`,
  derivativeText: (_, y) => numberText(y),
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.exp(x[i]);
  },
  lanes: (b, x) => b.exp(x),
  wgsl: 'expF(x)',
  wgslHelpers: EXP,
  gradient: (dy, _, y) => multiply(dy, y),
});
