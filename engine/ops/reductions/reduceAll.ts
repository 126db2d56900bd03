import { reduce } from '../families/reduce';
import { boolText } from '../wgsl/reduce';

export const reduceAll = reduce({
  name: 'reduceAll',
  tfNames: ['tf.reduce_all', 'tf.math.reduce_all'],
  doc: 'True where all elements along the given axes are.',
  formula: String.raw`y = \bigwedge_i u_i`,
  derivative: null,
  loop: (x, start, stride, n) => {
    for (let i = 0, p = start; i < n; i++, p += stride) if (x[p] === 0) return 0;
    return 1;
  },
  wgsl: () => boolText('all'),
  accepts: 'bool',
  gradient: null,
});
