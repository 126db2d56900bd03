import { unary } from '../families/unary';

export const isNan = unary({
  name: 'isNan',
  tfNames: ['tf.math.is_nan'],
  doc: 'True where an element is not a number.',
  formula: String.raw`y = [u \text{ is NaN}]`,
  derivative: null,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Number.isNaN(x[i]) ? 1 : 0;
  },
  lanes: (b, x) => b.notEqual(x, x),
  wgsl: 'isNan(x)',
  output: 'bool',
  gradient: null,
});
