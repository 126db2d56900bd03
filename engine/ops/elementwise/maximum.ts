import { binary } from '../families/binary';
import { greaterEqual } from './greaterEqual';
import { where } from './where';
import { EXTREMES } from '../wgsl/math';

/** NaN on either side gives NaN. */
export const maximum = binary({
  name: 'maximum',
  tfNames: ['tf.maximum', 'tf.math.maximum'],
  doc: 'The larger of two elements; the first gets the gradient where they are equal.',
  formula: String.raw`y = \max(a, b)`,
  derivatives: [
    String.raw`\frac{\partial y}{\partial a} = [a \ge b]`,
    String.raw`\frac{\partial y}{\partial b} = [a < b]`,
  ],
  derivativeText: (input, a, b) => (a >= b === (input === 0) ? '1' : '0'),
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = Math.max(a[pa], b[pb]);
  },
  lanes: (b, x, y) => b.max(x, y),
  wgsl: (dtype) => (dtype === 'int32' ? 'max(a, b)' : 'maxF(a, b)'),
  wgslHelpers: EXTREMES,
  gradient: (dy, a, b, _, needs) => {
    const first = greaterEqual(a, b);
    return [needs[0] ? where(first, dy, 0) : null, needs[1] ? where(first, 0, dy) : null];
  },
});
