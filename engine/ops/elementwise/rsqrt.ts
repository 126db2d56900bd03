import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';

export const rsqrt = unary({
  name: 'rsqrt',
  tfNames: ['tf.math.rsqrt'],
  doc: 'One over the square root of every element.',
  formula: String.raw`y = \frac{1}{\sqrt{u}}`,
  derivative: String.raw`\frac{dy}{du} = -\frac{y^3}{2}`,
  derivativeText: (_, y) => `−${numberText(y ** 3)} / 2`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = 1 / Math.sqrt(x[i]);
  },
  lanes: (b, x) => b.div(1, b.sqrt(b.double(x))),
  wgsl: '1.0 / sqrt(x)',
  range: [0.3, 3],
  gradient: (dy, _, y) => multiply(dy, multiply(-0.5, multiply(y, multiply(y, y)))),
});
