import { binary } from '../families/binary';

export const add = binary({
  name: 'add',
  tfNames: ['tf.add', 'tf.math.add'],
  doc: 'Adds two tensors element by element.',
  formula: 'y = a + b',
  derivatives: [String.raw`\frac{\partial y}{\partial a} = 1`, String.raw`\frac{\partial y}{\partial b} = 1`],
  derivativeText: () => '1',
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] + b[pb];
  },
  lanes: (b, x, y) => b.add(x, y),
  wgsl: 'a + b',
  gradient: (dy) => [dy, dy],
});
