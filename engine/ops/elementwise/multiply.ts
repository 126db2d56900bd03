import { binary } from '../families/binary';
import { numberText } from '../families/numberText';

export const multiply = binary({
  name: 'multiply',
  tfNames: ['tf.multiply', 'tf.math.multiply'],
  doc: 'Multiplies two tensors element by element.',
  formula: String.raw`y = a \cdot b`,
  derivatives: [String.raw`\frac{\partial y}{\partial a} = b`, String.raw`\frac{\partial y}{\partial b} = a`],
  derivativeText: (input, a, b) => numberText(input === 0 ? b : a),
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] * b[pb];
  },
  lanes: (b, x, y) => b.mul(x, y),
  wgsl: 'a * b',
  gradient: (dy, a, b, _, needs) => [needs[0] ? multiply(dy, b) : null, needs[1] ? multiply(dy, a) : null],
});
