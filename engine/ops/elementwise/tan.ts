import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { cos } from './cos';
import { multiply } from './multiply';
import { reciprocal } from './reciprocal';
import { square } from './square';
import { TAN } from '../wgsl/trigonometry';

export const tan = unary({
  name: 'tan',
  tfNames: ['tf.tan', 'tf.math.tan'],
  doc: 'The tangent of every element, in radians.',
  formula: String.raw`y = \tan u`,
  derivative: String.raw`\frac{dy}{du} = \frac{1}{\cos^2 u}`,
  derivativeText: (u) => `1 / ${numberText(Math.cos(u) ** 2)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.tan(x[i]);
  },
  wgsl: 'tanF(x)',
  wgslHelpers: TAN,
  range: [-1.2, 1.2],
  gradient: (dy, x) => multiply(square(reciprocal(cos(x))), dy),
});
