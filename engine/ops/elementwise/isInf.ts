import { unary } from '../families/unary';

export const isInf = unary({
  name: 'isInf',
  tfNames: ['tf.math.is_inf'],
  doc: 'True where an element is infinite.',
  formula: String.raw`y = [|u| = \infty]`,
  derivative: null,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.abs(x[i]) === Infinity ? 1 : 0;
  },
  lanes: (b, x) => b.equal(b.abs(x), Infinity),
  wgsl: 'isInf(x)',
  output: 'bool',
  gradient: null,
});
