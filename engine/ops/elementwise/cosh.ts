import { factorText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';
import { sinh } from './sinh';
import { HYPERBOLIC } from '../wgsl/trigonometry';

export const cosh = unary({
  name: 'cosh',
  tfNames: ['tf.cosh', 'tf.math.cosh'],
  doc: 'The hyperbolic cosine of every element.',
  formula: String.raw`y = \cosh u`,
  derivative: String.raw`\frac{dy}{du} = \sinh u`,
  derivativeText: (u) => `sinh ${factorText(u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.cosh(x[i]);
  },
  wgsl: 'coshF(x)',
  wgslHelpers: HYPERBOLIC,
  gradient: (dy, x) => multiply(dy, sinh(x)),
});
