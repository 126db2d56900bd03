import { unary } from '../families/unary';
import { greater } from '../elementwise/greater';
import { less } from '../elementwise/less';
import { logicalAnd } from '../elementwise/logicalAnd';
import { where } from '../elementwise/where';
import { EXTREMES } from '../wgsl/math';

/** At 0 and at 6 the gradient is 0; NaN stays NaN. */
export const relu6 = unary({
  name: 'relu6',
  tfNames: ['tf.nn.relu6'],
  parameter: 'features',
  doc: 'Every element between 0 and 6, the nearer of the two for the rest.',
  formula: String.raw`y = \min(\max(u, 0), 6)`,
  derivative: String.raw`\frac{dy}{du} = [0 < u < 6]`,
  derivativeText: (u) => (u > 0 && u < 6 ? '1' : '0'),
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.min(Math.max(x[i], 0), 6);
  },
  lanes: (b, x) => b.min(b.max(x, 0), 6),
  wgsl: (dtype) => (dtype === 'int32' ? 'clamp(x, 0, 6)' : 'minF(select(x, 0.0, x <= 0.0), 6.0)'),
  wgslHelpers: EXTREMES,
  accepts: 'number',
  range: [0.2, 5.8],
  gradient: (dy, _, y) => where(logicalAnd(greater(y, 0), less(y, 6)), dy, 0),
});
