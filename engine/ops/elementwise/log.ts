import { unary } from '../families/unary';
import { factorText } from '../families/numberText';
import { LOG } from '../wgsl/math';
import { divide } from './divide';

export const log = unary({
  name: 'log',
  tfNames: ['tf.math.log'],
  doc: 'The natural logarithm: −∞ at 0, NaN below.',
  formula: String.raw`y = \ln u`,
  derivative: String.raw`\frac{dy}{du} = \frac{1}{u}`,
  derivativeText: (u) => `1 / ${factorText(u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.log(x[i]);
  },
  lanes: (b, x) => b.log(x),
  wgsl: 'logF(x)',
  wgslHelpers: LOG,
  range: [0.3, 3],
  gradient: (dy, x) => divide(dy, x),
});
