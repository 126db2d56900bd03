import { factorText } from '../families/numberText';
import { unary } from '../families/unary';
import { add } from './add';
import { divide } from './divide';
import { LOG } from '../wgsl/math';

export const log1p = unary({
  name: 'log1p',
  tfNames: ['tf.math.log1p'],
  doc: 'ln(1 + u), accurate for small u.',
  formula: String.raw`y = \ln(1 + u)`,
  derivative: String.raw`\frac{dy}{du} = \frac{1}{1 + u}`,
  derivativeText: (u) => `1 / ${factorText(1 + u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.log1p(x[i]);
  },
  lanes: (b, x) => b.log1p(x),
  wgsl: 'log1pF(x)',
  wgslHelpers: LOG,
  range: [-0.6, 2],
  gradient: (dy, x) => divide(dy, add(x, 1)),
});
