import { comparison } from '../families/comparison';

export const lessEqual = comparison({
  name: 'lessEqual',
  tfNames: ['tf.less_equal', 'tf.math.less_equal'],
  doc: 'True where the first element is not larger than the second.',
  symbol: String.raw`\le`,
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] <= b[pb] ? 1 : 0;
  },
  lanes: (b, x, y) => b.lessEqual(x, y),
  wgsl: 'a <= b',
});
