import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';
import { reciprocal } from './reciprocal';
import { square } from './square';
import { subtract } from './subtract';
import { ARC_HYPERBOLIC } from '../wgsl/trigonometry';

/** ±∞ at ±1, NaN beyond. */
export const atanh = unary({
  name: 'atanh',
  tfNames: ['tf.atanh', 'tf.math.atanh'],
  doc: 'The number whose hyperbolic tangent every element is.',
  formula: String.raw`y = \operatorname{artanh} u = \frac{1}{2} \ln \frac{1 + u}{1 - u}`,
  derivative: String.raw`\frac{dy}{du} = \frac{1}{1 - u^2}`,
  derivativeText: (u) => `1 / ${numberText(1 - u * u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.atanh(x[i]);
  },
  wgsl: 'atanhF(x)',
  wgslHelpers: ARC_HYPERBOLIC,
  range: [-0.8, 0.8],
  gradient: (dy, x) => multiply(dy, reciprocal(subtract(1, square(x)))),
});
