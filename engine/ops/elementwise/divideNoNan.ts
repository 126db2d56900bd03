import { binary } from '../families/binary';
import { factorText, numberText } from '../families/numberText';
import { multiply } from './multiply';
import { negative } from './negative';

/** Where the divisor is 0, value and gradients are 0, whatever the dividend. */
export const divideNoNan = binary({
  name: 'divideNoNan',
  tfNames: ['tf.math.divide_no_nan'],
  doc: 'Divides element by element, with 0 where the divisor is 0.',
  formula: String.raw`y = \begin{cases} 0 & b = 0 \\ a / b & \text{otherwise} \end{cases}`,
  derivatives: [
    String.raw`\frac{\partial y}{\partial a} = \frac{1}{b}`,
    String.raw`\frac{\partial y}{\partial b} = -\frac{a}{b^2}`,
  ],
  derivativeText: (input, a, b) => {
    if (b === 0) return '0';
    return input === 0 ? `1 / ${factorText(b)}` : `−${factorText(a)} / ${numberText(b * b)}`;
  },
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = b[pb] === 0 ? 0 : a[pa] / b[pb];
  },
  lanes: (b, x, y) => b.select(b.equal(y, 0), 0, b.div(x, y)),
  wgsl: 'select(a / b, 0.0, b == 0.0)',
  accepts: 'float',
  ranges: [
    [-2, 2],
    [0.5, 2],
  ],
  gradient: (dy, a, b, _, needs) => [
    needs[0] ? divideNoNan(dy, b) : null,
    needs[1] ? multiply(dy, divideNoNan(divideNoNan(negative(a), b), b)) : null,
  ],
});
