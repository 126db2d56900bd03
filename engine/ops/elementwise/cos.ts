import { factorText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from './multiply';
import { negative } from './negative';
import { sin } from './sin';
import { SIN_COS } from '../wgsl/math';

export const cos = unary({
  name: 'cos',
  tfNames: ['tf.cos', 'tf.math.cos'],
  doc: 'The cosine of every element, in radians.',
  formula: String.raw`y = \cos u`,
  derivative: String.raw`\frac{dy}{du} = -\sin u`,
  derivativeText: (u) => `−sin ${factorText(u)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.cos(x[i]);
  },
  wgsl: 'cosF(x)',
  wgslHelpers: SIN_COS,
  gradient: (dy, x) => multiply(dy, negative(sin(x))),
});
