import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { divide } from './divide';
import { multiply } from './multiply';

export const sqrt = unary({
  name: 'sqrt',
  tfNames: ['tf.sqrt', 'tf.math.sqrt'],
  doc: 'The square root of every element: NaN below 0.',
  formula: String.raw`y = \sqrt{u}`,
  derivative: String.raw`\frac{dy}{du} = \frac{1}{2\sqrt{u}}`,
  derivativeText: (_, y) => `1 / (2 · ${numberText(y)})`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.sqrt(x[i]);
  },
  lanes: (b, x) => b.sqrt(x),
  wgsl: 'sqrt(x)',
  range: [0.3, 3],
  gradient: (dy, _, y) => divide(multiply(dy, 0.5), y),
});
