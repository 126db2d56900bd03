import type { Tensor } from '../../tensor/tensor';
import { divide } from '../elementwise/divide';
import { exp } from '../elementwise/exp';
import { reduce } from '../families/reduce';
import { isFinite } from '../elementwise/isFinite';
import { multiply } from '../elementwise/multiply';
import { reduceMax } from './reduceMax';
import { reduceSum } from './reduceSum';
import { stopGradient } from '../elementwise/stopGradient';
import { subtract } from '../elementwise/subtract';
import { where } from '../elementwise/where';
import { logSumExpText } from '../wgsl/reduce';

/** The largest element is taken out first, so that nothing overflows; of nothing, or of −∞ alone, it is −∞. */
export const reduceLogsumexp = reduce({
  name: 'reduceLogsumexp',
  tfNames: ['tf.reduce_logsumexp', 'tf.math.reduce_logsumexp'],
  doc: 'The logarithm of the sum of exponentials along the given axes, or of all elements.',
  formula: String.raw`y = \ln \sum_i e^{u_i}`,
  derivative: String.raw`\frac{\partial y}{\partial u_i} = e^{u_i - y}`,
  derivativeText: () => '1',
  loop: (x, start, stride, n) => {
    let best = -Infinity;
    for (let i = 0, p = start; i < n; i++, p += stride) {
      const one = x[p];
      if (one !== one) return NaN;
      if (one > best) best = one;
    }
    if (!Number.isFinite(best)) return best;
    let sum = 0;
    for (let i = 0, p = start; i < n; i++, p += stride) sum += Math.exp(x[p] - best);
    return best + Math.log(sum);
  },
  wgsl: logSumExpText,
  accepts: 'float',
  gradient: (dy, x, _y, _n, axes) => multiply(dy, shares(x, axes)),
});

/** softmax over `axes`. e^(u − y) would be the same, but y is rounded, and at 800 that costs four digits. */
function shares(x: Tensor, axes: readonly number[]): Tensor {
  const along = { axis: axes, keepdims: true };
  const largest = stopGradient(reduceMax(x, along));
  const powers = exp(subtract(x, where(isFinite(largest), largest, 0)));
  return divide(powers, reduceSum(powers, along));
}
