import { exp } from './exp';
import { reduce } from './families/reduce';
import { multiply } from './multiply';
import { subtract } from './subtract';
import { logSumExpText } from './wgsl/reduce';

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
  gradient: (dy, x, y) => multiply(dy, exp(subtract(x, y))),
});
