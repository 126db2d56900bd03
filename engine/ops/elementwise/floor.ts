import { unary } from '../families/unary';

export const floor = unary({
  name: 'floor',
  tfNames: ['tf.floor', 'tf.math.floor'],
  doc: 'The largest whole number that is not above the element.',
  formula: String.raw`y = \lfloor u \rfloor`,
  derivative: null,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.floor(x[i]);
  },
  lanes: (b, x) => b.floor(x),
  wgsl: 'floor(x)',
  gradient: null,
});
