import { factorText } from '../families/numberText';
import { unary } from '../families/unary';
import { add } from './add';
import { multiply } from './multiply';
import { reciprocal } from './reciprocal';
import { square } from './square';
import { ARC_TAN } from '../wgsl/trigonometry';

/** Between −π/2 and π/2. */
export const atan = unary({
  name: 'atan',
  tfNames: ['tf.atan', 'tf.math.atan'],
  doc: 'The angle, in radians, whose tangent every element is.',
  formula: String.raw`y = \arctan u`,
  derivative: String.raw`\frac{dy}{du} = \frac{1}{1 + u^2}`,
  derivativeText: (u) => `1 / (1 + ${factorText(u)}²)`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.atan(x[i]);
  },
  wgsl: 'atanF(x)',
  wgslHelpers: ARC_TAN,
  gradient: (dy, x) => multiply(dy, reciprocal(add(1, square(x)))),
});
