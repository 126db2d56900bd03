import { scan } from '../families/scan';

export const cumsum = scan({
  name: 'cumsum',
  tfNames: ['tf.cumsum', 'tf.math.cumsum'],
  doc: 'The running sum along an axis; of the elements before each one when exclusive, from the end when reversed.',
  formula: String.raw`y_i = \sum_{k \le i} u_k`,
  derivative: String.raw`\frac{\partial L}{\partial u_k} = \sum_{i \ge k} \frac{\partial L}{\partial y_i}`,
  loop: (x, y, start, stride, n, exclusive) => {
    let sum = 0;
    for (let i = 0, p = start; i < n; i++, p += stride) {
      if (exclusive) y[p] = sum;
      sum += x[p];
      if (!exclusive) y[p] = sum;
    }
  },
  wgsl: (dtype) => ({ start: dtype === 'int32' ? '0i' : '0.0', combine: 'a + b' }),
  gradient: (dy, _x, _y, { axis, exclusive, reverse }) => cumsum(dy, { axis, exclusive, reverse: !reverse }),
});
