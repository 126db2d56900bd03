import { binary } from '../families/binary';
import { multiply } from './multiply';

/**
 * Tanh's gradient in one kernel, from tanh's own result y and the upstream gradient dy, as TensorFlow has it. The letters
 * are a = y and b = dy: ∂/∂a (1 − a²) b = −2ab, ∂/∂b = 1 − a².
 */
export const tanhGradient = binary({
  name: 'tanhGradient',
  tfNames: ['tf.raw_ops.TanhGrad'],
  parameters: ['y', 'dy'],
  doc: 'The second element times 1 minus the square of the first: the gradient of tanh.',
  formula: String.raw`y = (1 - a^2)\, b`,
  derivatives: [
    String.raw`\frac{\partial y}{\partial a} = -2\, a\, b`,
    String.raw`\frac{\partial y}{\partial b} = 1 - a^2`,
  ],
  broadcasts: false,
  accepts: 'float',
  // In float32, rounded after every step, as the lanes do: what three ops would give.
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    const single = y instanceof Float32Array;
    for (let i = 0; i < n; i++, pa += sa, pb += sb) {
      const square = a[pa] * a[pa];
      const rest = 1 - (single ? Math.fround(square) : square);
      y[py + i] = (single ? Math.fround(rest) : rest) * b[pb];
    }
  },
  lanes: (b, x, y) => b.mul(b.sub(1, b.mul(x, x)), y),
  wgsl: '(1.0 - a * a) * b',
  gradient: (upstream, y, dy, _, needs) => [
    needs[0] ? multiply(multiply(upstream, multiply(y, dy)), -2) : null,
    needs[1] ? tanhGradient(y, upstream) : null,
  ],
});
