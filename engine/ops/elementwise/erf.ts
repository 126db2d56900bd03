import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { ERF, erfOf } from '../families/erf';
import { exp } from './exp';
import { multiply } from './multiply';
import { negative } from './negative';

export const erf = unary({
  name: 'erf',
  tfNames: ['tf.math.erf'],
  doc: 'The Gauss error function of every element.',
  formula: String.raw`y = \frac{2}{\sqrt{\pi}} \int_0^u e^{-t^2}\,dt`,
  derivative: String.raw`\frac{dy}{du} = \frac{2}{\sqrt{\pi}}\,e^{-u^2}`,
  derivativeText: (u) => numberText((2 / Math.sqrt(Math.PI)) * Math.exp(-u * u)),
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = erfOf(x[i]);
  },
  lanes: (b, x) => b.erf(x),
  wgsl: 'erfF(x)',
  wgslHelpers: ERF,
  gradient: (dy, x) => multiply(dy, multiply(2 / Math.sqrt(Math.PI), exp(negative(multiply(x, x))))),
});
