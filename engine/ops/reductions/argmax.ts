import { argReduce } from '../families/argReduce';

export const argmax = argReduce({
  name: 'argmax',
  doc: 'Where along an axis the largest element is, as int32; the first of several.',
  formula: String.raw`y = \operatorname{argmax}_i\, u_i`,
  loop: (x, start, stride, n) => {
    let best = 0;
    for (let i = 1, p = start + stride; i < n; i++, p += stride) if (x[p] > x[start + best * stride]) best = i;
    return best;
  },
  wgsl: 'one > best',
});
