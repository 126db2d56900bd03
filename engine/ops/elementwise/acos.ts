import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';
import { negative } from './negative';
import { rsqrt } from './rsqrt';
import { square } from './square';
import { subtract } from './subtract';
import { ARC_SIN_COS } from '../wgsl/trigonometry';

/** Between 0 and π; NaN outside −1 to 1. */
export const acos = unary({
  name: 'acos',
  tfNames: ['tf.acos', 'tf.math.acos'],
  doc: 'The angle, in radians, whose cosine every element is.',
  formula: String.raw`y = \arccos u`,
  derivative: String.raw`\frac{dy}{du} = -\frac{1}{\sqrt{1 - u^2}}`,
  derivativeText: (u) => `−1 / √${numberText(1 - u * u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.acos(x[i]);
  },
  wgsl: 'acosF(x)',
  wgslHelpers: ARC_SIN_COS,
  range: [-0.8, 0.8],
  gradient: (dy, x) => multiply(negative(dy), rsqrt(subtract(1, square(x)))),
});
