import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { abs } from '../elementwise/abs';
import { add } from '../elementwise/add';
import { divide } from '../elementwise/divide';
import { square } from '../elementwise/square';

/** An infinite element gives NaN, as in TensorFlow. */
export const softsign = unary({
  name: 'softsign',
  tfNames: ['tf.nn.softsign', 'tf.math.softsign'],
  parameter: 'features',
  doc: 'Every element over its size plus 1, between −1 and 1.',
  formula: String.raw`y = \frac{u}{1 + |u|}`,
  derivative: String.raw`\frac{dy}{du} = \frac{1}{(1 + |u|)^2}`,
  derivativeText: (u) => `1 / ${numberText((1 + Math.abs(u)) ** 2)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = x[i] / (1 + Math.abs(x[i]));
  },
  lanes: (b, x) => b.div(b.double(x), b.add(b.abs(b.double(x)), 1)),
  // WebGPU may divide wrongly by what is larger than 2¹²⁶.
  wgsl: 'softsignF(x)',
  wgslHelpers: `fn softsignF(x: f32) -> f32 {
  if (!isFinite(x)) { return nanF(); }
  if (abs(x) > 1e30) { return sign(x); }
  return x / (1.0 + abs(x));
}`,
  gradient: (dy, x) => divide(dy, square(add(1, abs(x)))),
});
