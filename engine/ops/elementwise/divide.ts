import { binary } from '../families/binary';
import { factorText, numberText } from '../families/numberText';
import { multiply } from './multiply';
import { negative } from './negative';

/**
 * Two int32 divide to float32 on both backends. TensorFlow gives float64 there, which WebGPU does not
 * have: quotients of integers beyond 2²⁴ are rounded here. Cast to float64 first where that matters
 * (CPU only); `floordiv` stays integer.
 */
export const divide = binary({
  name: 'divide',
  tfNames: ['tf.divide', 'tf.math.divide', 'tf.truediv', 'tf.math.truediv'],
  doc: 'Divides the first tensor by the second, element by element.',
  formula: String.raw`y = \frac{a}{b}`,
  derivatives: [
    String.raw`\frac{\partial y}{\partial a} = \frac{1}{b}`,
    String.raw`\frac{\partial y}{\partial b} = -\frac{a}{b^2}`,
  ],
  derivativeText: (input, a, b) => (input === 0 ? `1 / ${factorText(b)}` : `−${factorText(a)} / ${numberText(b * b)}`),
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] / b[pb];
  },
  lanes: (b, x, y) => b.div(x, y),
  wgsl: 'f32(a) / f32(b)',
  output: 'float',
  ranges: [
    [-2, 2],
    [0.5, 2],
  ],
  // −a/b/b as TensorFlow writes it, so that a square of b cannot overflow.
  gradient: (dy, a, b, _, needs) => [
    needs[0] ? divide(dy, b) : null,
    needs[1] ? multiply(dy, divide(divide(negative(a), b), b)) : null,
  ],
});
