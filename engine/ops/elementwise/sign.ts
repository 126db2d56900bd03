import { unary } from '../families/unary';
import { fillLike } from '../shapes/fill';

export const sign = unary({
  name: 'sign',
  tfNames: ['tf.sign', 'tf.math.sign'],
  doc: '−1, 0 or 1 after the sign of every element; its gradient is zero.',
  formula: String.raw`y = \operatorname{sign}(u)`,
  derivative: String.raw`\frac{dy}{du} = 0`,
  derivativeText: () => '0',
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.sign(x[i]);
  },
  lanes: (b, x) => b.select(b.or(b.less(x, 0), b.greater(x, 0)), b.copysign(1, x), x),
  wgsl: (dtype) => (dtype === 'int32' ? 'sign(x)' : 'select(sign(x), x, isNan(x))'),
  accepts: 'number',
  range: [0.2, 2],
  gradient: (_, x) => fillLike(x, 0),
});
