import { comparison } from '../families/comparison';

export const logicalAnd = comparison({
  name: 'logicalAnd',
  tfNames: ['tf.logical_and', 'tf.math.logical_and'],
  doc: 'True where both elements are.',
  symbol: String.raw`\land`,
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = (a[pa] & b[pb]) !== 0 ? 1 : 0;
  },
  lanes: (b, x, y) => b.and(x, y),
  wgsl: 'a && b',
  accepts: 'bool',
});
