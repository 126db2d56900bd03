import { reduce } from '../families/reduce';
import { boolText } from '../wgsl/reduce';

export const reduceAny = reduce({
  name: 'reduceAny',
  tfNames: ['tf.reduce_any', 'tf.math.reduce_any'],
  doc: 'True where any element along the given axes is.',
  formula: String.raw`y = \bigvee_i u_i`,
  derivative: null,
  loop: (x, start, stride, n) => {
    for (let i = 0, p = start; i < n; i++, p += stride) if (x[p] !== 0) return 1;
    return 0;
  },
  wgsl: () => boolText('any'),
  accepts: 'bool',
  gradient: null,
});
