import { comparison } from '../families/comparison';

export const less = comparison({
  name: 'less',
  tfNames: ['tf.less', 'tf.math.less'],
  doc: 'True where the first element is smaller than the second.',
  symbol: '<',
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] < b[pb] ? 1 : 0;
  },
  lanes: (b, x, y) => b.less(x, y),
  wgsl: 'a < b',
});
