import { unary } from '../families/unary';

function toEven(value: number): number {
  const nearest = Math.round(value);
  return Math.abs(value % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

export const round = unary({
  name: 'round',
  tfNames: ['tf.round', 'tf.math.round'],
  doc: 'The nearest whole number, halves to the even one.',
  formula: String.raw`y = \mathrm{round}(u)`,
  derivative: null,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = toEven(x[i]);
  },
  lanes: (b, x) => b.nearest(x),
  wgsl: 'round(x)',
  gradient: null,
});
