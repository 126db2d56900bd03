import { binary } from '../families/binary';

/**
 * Relu's gradient in one kernel: `dy` where relu's own result `y` is positive. TensorFlow has it as a kernel without a
 * public name of its own. The result does not depend on the size of y, so no gradient goes there.
 */
export const passPositive = binary({
  name: 'passPositive',
  tfNames: ['tf.raw_ops.ReluGrad'],
  parameters: ['gradients', 'features'],
  doc: 'The first element where the second is positive, 0 for the rest: the gradient of relu.',
  formula: String.raw`y = [b > 0]\, a`,
  derivatives: [String.raw`\frac{\partial y}{\partial a} = [b > 0]`, null],
  derivativeText: (input, _, b) => (input === 0 ? (b > 0 ? '1' : '0') : null),
  broadcasts: false,
  loop: (a, pa, sa, b, pb, sb, y, py, n) => {
    for (let i = 0; i < n; i++, pa += sa, pb += sb) y[py + i] = b[pb] > 0 ? a[pa] : 0;
  },
  lanes: (b, x, y) => b.select(b.greater(y, 0), x, 0),
  wgsl: 'select(0, a, b > 0)',
  gradient: (dy, _, b) => [passPositive(dy, b), null],
  ranges: [
    [-2, 2],
    [0.2, 2],
  ],
});
