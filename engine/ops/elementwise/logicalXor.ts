import { comparison } from '../families/comparison';

export const logicalXor = comparison({
  name: 'logicalXor',
  tfNames: ['tf.math.logical_xor'],
  doc: 'True where one of two elements is, but not both.',
  symbol: String.raw`\oplus`,
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] !== b[pb] ? 1 : 0;
  },
  lanes: (b, x, y) => b.xor(x, y),
  wgsl: 'a != b',
  accepts: 'bool',
});
