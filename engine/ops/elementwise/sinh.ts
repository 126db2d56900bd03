import { factorText } from '../families/numberText';
import { unary } from '../families/unary';
import { cosh } from './cosh';
import { multiply } from './multiply';
import { HYPERBOLIC } from '../wgsl/trigonometry';

export const sinh = unary({
  name: 'sinh',
  tfNames: ['tf.sinh', 'tf.math.sinh'],
  doc: 'The hyperbolic sine of every element.',
  formula: String.raw`y = \sinh u`,
  derivative: String.raw`\frac{dy}{du} = \cosh u`,
  derivativeText: (u) => `cosh ${factorText(u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.sinh(x[i]);
  },
  wgsl: 'sinhF(x)',
  wgslHelpers: HYPERBOLIC,
  gradient: (dy, x) => multiply(dy, cosh(x)),
});
