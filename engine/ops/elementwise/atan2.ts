import { binary } from '../families/binary';
import { factorText, numberText } from '../families/numberText';
import { add } from './add';
import { divide } from './divide';
import { multiply } from './multiply';
import { negative } from './negative';
import { square } from './square';
import { ARC_TAN } from '../wgsl/trigonometry';

/** Between −π and π, by the signs of both, those of zeros included: atan2(−0, −1) is −π. */
export const atan2 = binary({
  name: 'atan2',
  tfNames: ['tf.atan2', 'tf.math.atan2'],
  parameters: ['y', 'x'],
  doc: 'The angle, in radians, of the point that lies the first tensor up and the second to the right.',
  formula: String.raw`y = \operatorname{atan2}(a, b)`,
  derivatives: [
    String.raw`\frac{\partial y}{\partial a} = \frac{b}{a^2 + b^2}`,
    String.raw`\frac{\partial y}{\partial b} = -\frac{a}{a^2 + b^2}`,
  ],
  derivativeText: (input, a, b) =>
    input === 0
      ? `${factorText(b)} / ${numberText(a * a + b * b)}`
      : `−${factorText(a)} / ${numberText(a * a + b * b)}`,
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = Math.atan2(a[pa], b[pb]);
  },
  wgsl: 'atan2F(a, b)',
  wgslHelpers: ARC_TAN,
  accepts: 'float',
  // Away from the cut along the negative axis.
  ranges: [
    [0.3, 2],
    [-2, 2],
  ],
  gradient: (dy, a, b, _, needs) => {
    const share = divide(dy, add(square(b), square(a)));
    return [needs[0] ? multiply(b, share) : null, needs[1] ? multiply(negative(a), share) : null];
  },
});
