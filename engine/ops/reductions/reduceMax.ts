import { shareOfTies } from '../families/extremes';
import { reduce } from '../families/reduce';
import { extremeText } from '../wgsl/reduce';

/** NaN among the elements gives NaN; of nothing it is −∞ (the smallest int32 for integers). */
export const reduceMax = reduce({
  name: 'reduceMax',
  tfNames: ['tf.reduce_max', 'tf.math.reduce_max'],
  doc: 'The largest element along the given axes, or of all; several largest ones share the gradient evenly.',
  formula: String.raw`y = \max_i u_i`,
  derivative: String.raw`\frac{\partial y}{\partial u_i} = \frac{[u_i = y]}{\#\{j : u_j = y\}}`,
  derivativeText: () => '1',
  loop: (x, start, stride, n) => {
    let best = x instanceof Int32Array ? -2147483648 : -Infinity;
    for (let i = 0, p = start; i < n; i++, p += stride) {
      const one = x[p];
      if (one > best || one !== one) best = one;
      if (best !== best) return NaN;
    }
    return best;
  },
  wgsl: (dtype) => extremeText(dtype, 'max'),
  gradient: shareOfTies,
});
