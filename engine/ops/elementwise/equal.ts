import { comparison } from '../families/comparison';

export const equal = comparison({
  name: 'equal',
  tfNames: ['tf.equal', 'tf.math.equal'],
  doc: 'True where two elements are equal; NaN equals nothing.',
  symbol: '=',
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] === b[pb] ? 1 : 0;
  },
  lanes: (b, x, y) => (x.kind === 'mask' ? b.not(b.xor(x, y)) : b.equal(x, y)),
  wgsl: 'a == b',
  accepts: 'any',
});
