import { sumOf } from '../../backends/cpu/lanes/sum';
import { spread } from '../shapes/broadcastTo';
import { divide } from '../elementwise/divide';
import { reduce } from '../families/reduce';
import { sumText } from '../wgsl/reduce';

/** Of integers it is the integer quotient, cut towards zero, as in TensorFlow; of nothing it is NaN. */
export const reduceMean = reduce({
  name: 'reduceMean',
  tfNames: ['tf.reduce_mean', 'tf.math.reduce_mean'],
  doc: 'The mean of the elements along the given axes, or of all of them.',
  formula: String.raw`y = \frac{1}{n} \sum_{i=1}^{n} u_i`,
  derivative: String.raw`\frac{\partial y}{\partial u_i} = \frac{1}{n}`,
  derivativeText: () => '1',
  loop: (x, start, stride, n) => sumOf(x, start, stride, n) / n,
  ofSum: (sum, n) => sum / n,
  wgsl: (dtype) => sumText(dtype, dtype === 'int32' ? 'a / i32(count)' : 'a / f32(count)'),
  gradient: (dy, x, _, n) => spread(n === 1 ? dy : divide(dy, n), x.shape),
});
