import { comparison } from '../families/comparison';

export const greaterEqual = comparison({
  name: 'greaterEqual',
  tfNames: ['tf.greater_equal', 'tf.math.greater_equal'],
  doc: 'True where the first element is not smaller than the second.',
  symbol: String.raw`\ge`,
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] >= b[pb] ? 1 : 0;
  },
  lanes: (b, x, y) => b.greaterEqual(x, y),
  wgsl: 'a >= b',
});
