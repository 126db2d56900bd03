import { comparison } from '../families/comparison';

export const greater = comparison({
  name: 'greater',
  tfNames: ['tf.greater', 'tf.math.greater'],
  doc: 'True where the first element is larger than the second.',
  symbol: '>',
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] > b[pb] ? 1 : 0;
  },
  lanes: (b, x, y) => b.greater(x, y),
  wgsl: 'a > b',
});
