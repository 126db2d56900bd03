import { unary } from '../families/unary';

export const ceil = unary({
  name: 'ceil',
  tfNames: ['tf.math.ceil'],
  doc: 'The smallest whole number that is not below the element.',
  formula: String.raw`y = \lceil u \rceil`,
  derivative: null,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.ceil(x[i]);
  },
  lanes: (b, x) => b.ceil(x),
  wgsl: 'ceil(x)',
  gradient: null,
});
