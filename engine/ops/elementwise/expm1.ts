import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { exp } from './exp';
import { multiply } from './multiply';
import { EXP } from '../wgsl/math';

export const expm1 = unary({
  name: 'expm1',
  tfNames: ['tf.math.expm1'],
  doc: 'eᵘ − 1, accurate for small u.',
  formula: 'y = e^u - 1',
  derivative: String.raw`\frac{dy}{du} = e^u`,
  derivativeText: (u) => numberText(Math.exp(u)),
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.expm1(x[i]);
  },
  lanes: (b, x) => b.expm1(x),
  wgsl: 'expm1F(x)',
  wgslHelpers: EXP,
  gradient: (dy, x) => multiply(dy, exp(x)),
});
