import { binary } from '../families/binary';
import { factorText } from '../families/numberText';
import { multiply } from './multiply';
import { negative } from './negative';
import { subtract } from './subtract';

export const squaredDifference = binary({
  name: 'squaredDifference',
  tfNames: ['tf.math.squared_difference'],
  doc: 'The square of the difference of two elements.',
  formula: 'y = (a - b)^2',
  derivatives: [
    String.raw`\frac{\partial y}{\partial a} = 2\,(a - b)`,
    String.raw`\frac{\partial y}{\partial b} = -2\,(a - b)`,
  ],
  derivativeText: (input, a, b) => `${input === 0 ? '2' : '−2'} · ${factorText(a - b)}`,
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = (a[pa] - b[pb]) * (a[pa] - b[pb]);
  },
  lanes: (b, x, y) => {
    const difference = b.sub(b.double(x), b.double(y));
    return b.mul(difference, difference);
  },
  wgsl: '(a - b) * (a - b)',
  gradient: (dy, a, b, _, needs) => {
    const da = multiply(dy, multiply(subtract(a, b), 2));
    return [da, needs[1] ? negative(da) : null];
  },
});
