import { unary } from '../families/unary';

export const isFinite = unary({
  name: 'isFinite',
  tfNames: ['tf.math.is_finite'],
  doc: 'True where an element is neither infinite nor NaN.',
  formula: String.raw`y = [|u| < \infty]`,
  derivative: null,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Number.isFinite(x[i]) ? 1 : 0;
  },
  lanes: (b, x) => b.less(b.abs(x), Infinity),
  wgsl: 'isFinite(x)',
  output: 'bool',
  gradient: null,
});
