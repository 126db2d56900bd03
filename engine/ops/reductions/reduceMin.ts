import { shareOfTies } from '../families/extremes';
import { reduce } from '../families/reduce';
import { extremeText } from '../wgsl/reduce';

/** NaN among the elements gives NaN; of nothing it is ∞ (the largest int32 for integers). */
export const reduceMin = reduce({
  name: 'reduceMin',
  tfNames: ['tf.reduce_min', 'tf.math.reduce_min'],
  doc: 'The smallest element along the given axes, or of all; several smallest ones share the gradient evenly.',
  formula: String.raw`y = \min_i u_i`,
  derivative: String.raw`\frac{\partial y}{\partial u_i} = \frac{[u_i = y]}{\#\{j : u_j = y\}}`,
  derivativeText: () => '1',
  loop: (x, start, stride, n) => {
    let best = x instanceof Int32Array ? 2147483647 : Infinity;
    for (let i = 0, p = start; i < n; i++, p += stride) {
      const one = x[p];
      if (one !== one) return NaN;
      if (one < best) best = one;
    }
    return best;
  },
  wgsl: (dtype) => extremeText(dtype, 'min'),
  gradient: shareOfTies,
});
