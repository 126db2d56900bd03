import { factorText } from '../families/numberText';
import { unary } from '../families/unary';
import { EXP, TANH } from '../wgsl/math';
import { tanhGradient } from './tanhGradient';

export const tanh = unary({
  name: 'tanh',
  tfNames: ['tf.tanh', 'tf.math.tanh', 'tf.nn.tanh'],
  doc: 'The hyperbolic tangent of every element, between −1 and 1.',
  formula: String.raw`y = \tanh u`,
  derivative: String.raw`\frac{dy}{du} = 1 - y^2`,
  derivativeText: (_, y) => `1 − ${factorText(y)}²`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.tanh(x[i]);
  },
  lanes: (b, x) => b.tanh(x),
  wgsl: 'tanhF(x)',
  wgslHelpers: EXP + TANH,
  gradient: (dy, _, y) => tanhGradient(y, dy),
});
