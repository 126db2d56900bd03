import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';
import { sign } from './sign';

/** At 0 the gradient is 0. */
export const abs = unary({
  name: 'abs',
  tfNames: ['tf.abs', 'tf.math.abs'],
  doc: 'The size of every element without its sign.',
  formula: 'y = |u|',
  derivative: String.raw`\frac{dy}{du} = \operatorname{sign}(u)`,
  derivativeText: (u) => numberText(Math.sign(u)),
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.abs(x[i]);
  },
  lanes: (b, x) => b.abs(x),
  wgsl: 'abs(x)',
  accepts: 'number',
  range: [0.2, 2],
  gradient: (dy, x) => multiply(dy, sign(x)),
});
