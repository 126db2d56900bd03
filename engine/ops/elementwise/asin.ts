import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';
import { rsqrt } from './rsqrt';
import { square } from './square';
import { subtract } from './subtract';
import { ARC_SIN_COS } from '../wgsl/trigonometry';

/** Between −π/2 and π/2; NaN outside −1 to 1. */
export const asin = unary({
  name: 'asin',
  tfNames: ['tf.asin', 'tf.math.asin'],
  doc: 'The angle, in radians, whose sine every element is.',
  formula: String.raw`y = \arcsin u`,
  derivative: String.raw`\frac{dy}{du} = \frac{1}{\sqrt{1 - u^2}}`,
  derivativeText: (u) => `1 / √${numberText(1 - u * u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.asin(x[i]);
  },
  wgsl: 'asinF(x)',
  wgslHelpers: ARC_SIN_COS,
  range: [-0.8, 0.8],
  gradient: (dy, x) => multiply(dy, rsqrt(subtract(1, square(x)))),
});
