import { unary } from '../families/unary';
import { passPositive } from './passPositive';

/** At 0 the gradient is 0; NaN stays NaN. */
export const relu = unary({
  name: 'relu',
  tfNames: ['tf.nn.relu'],
  parameter: 'features',
  doc: 'Every element that is positive, 0 for the rest.',
  formula: String.raw`y = \max(u, 0)`,
  derivative: String.raw`\frac{dy}{du} = [u > 0]`,
  derivativeText: (u) => (u > 0 ? '1' : '0'),
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.max(x[i], 0);
  },
  lanes: (b, x) => b.max(x, 0),
  wgsl: 'select(x, 0, x <= 0)',
  accepts: 'number',
  range: [0.2, 2],
  gradient: (dy, _, y) => passPositive(dy, y),
});
