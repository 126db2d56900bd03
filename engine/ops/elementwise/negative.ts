import { unary } from '../families/unary';

export const negative = unary({
  name: 'negative',
  tfNames: ['tf.negative', 'tf.math.negative'],
  doc: 'Turns the sign of every element.',
  formula: 'y = -u',
  derivative: String.raw`\frac{dy}{du} = -1`,
  derivativeText: () => '−1',
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = -x[i];
  },
  lanes: (b, x) => b.neg(x),
  wgsl: '-x',
  accepts: 'number',
  gradient: (dy) => negative(dy),
});
