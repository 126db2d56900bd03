import { unary } from '../families/unary';

export const logicalNot = unary({
  name: 'logicalNot',
  tfNames: ['tf.logical_not', 'tf.math.logical_not'],
  doc: 'True where the element is false.',
  formula: String.raw`y = \lnot u`,
  derivative: null,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = x[i] === 0 ? 1 : 0;
  },
  lanes: (b, x) => b.not(x),
  wgsl: '!x',
  accepts: 'bool',
  output: 'bool',
  gradient: null,
});
