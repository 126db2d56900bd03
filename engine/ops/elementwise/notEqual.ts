import { comparison } from '../families/comparison';

export const notEqual = comparison({
  name: 'notEqual',
  tfNames: ['tf.not_equal', 'tf.math.not_equal'],
  doc: 'True where two elements differ; NaN differs from everything.',
  symbol: String.raw`\ne`,
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = a[pa] !== b[pb] ? 1 : 0;
  },
  // A GPU may answer a != b with false where one is NaN.
  lanes: (b, x, y) => (x.kind === 'mask' ? b.xor(x, y) : b.notEqual(x, y)),
  wgsl: (dtype) => (dtype === 'float32' ? 'a != b || isNan(a) || isNan(b)' : 'a != b'),
  accepts: 'any',
});
