import { argReduce } from '../families/argReduce';

export const argmin = argReduce({
  name: 'argmin',
  doc: 'Where along an axis the smallest element is, as int32; the first of several.',
  formula: String.raw`y = \operatorname{argmin}_i\, u_i`,
  loop: (x, start, stride, n) => {
    let best = Infinity;
    let place = 0;
    for (let i = 0, p = start; i < n; i++, p += stride) {
      if (!(x[p] < best)) continue;
      best = x[p];
      place = i;
    }
    return place;
  },
  wgsl: 'one < best',
  worst: 'infF()',
});
