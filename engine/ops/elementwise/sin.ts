import { factorText } from '../families/numberText';
import { unary } from '../families/unary';
import { cos } from './cos';
import { multiply } from './multiply';
import { SIN_COS } from '../wgsl/math';

export const sin = unary({
  name: 'sin',
  tfNames: ['tf.sin', 'tf.math.sin'],
  doc: 'The sine of every element, in radians.',
  formula: String.raw`y = \sin u`,
  derivative: String.raw`\frac{dy}{du} = \cos u`,
  derivativeText: (u) => `cos ${factorText(u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.sin(x[i]);
  },
  wgsl: 'sinF(x)',
  wgslHelpers: SIN_COS,
  gradient: (dy, x) => multiply(dy, cos(x)),
});
