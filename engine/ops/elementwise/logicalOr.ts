import { comparison } from '../families/comparison';

export const logicalOr = comparison({
  name: 'logicalOr',
  tfNames: ['tf.logical_or', 'tf.math.logical_or'],
  doc: 'True where one of two elements is, or both are.',
  symbol: String.raw`\lor`,
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = (a[pa] | b[pb]) !== 0 ? 1 : 0;
  },
  lanes: (b, x, y) => b.or(x, y),
  wgsl: 'a || b',
  accepts: 'bool',
});
