import { binary } from '../families/binary';
import { negative } from './negative';

export const subtract = binary({
  name: 'subtract',
  tfNames: ['tf.subtract', 'tf.math.subtract'],
  doc: 'Subtracts the second tensor from the first, element by element.',
  formula: 'y = a - b',
  derivatives: [String.raw`\frac{\partial y}{\partial a} = 1`, String.raw`\frac{\partial y}{\partial b} = -1`],
  derivativeText: (input) => (input === 0 ? '1' : '−1'),
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] - b[pb];
  },
  lanes: (b, x, y) => b.sub(x, y),
  wgsl: 'a - b',
  gradient: (dy, _a, _b, _y, needs) => [dy, needs[1] ? negative(dy) : null],
});
