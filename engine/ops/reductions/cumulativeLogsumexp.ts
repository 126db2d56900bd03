import type { TypedArray } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import { exp } from '../elementwise/exp';
import { isFinite } from '../elementwise/isFinite';
import { multiply } from '../elementwise/multiply';
import { subtract } from '../elementwise/subtract';
import { where } from '../elementwise/where';
import { following, scan, type ScanAttributes, without, withZeroAt } from '../families/scan';
import { floatBits } from '../wgsl/math';
import { logSumExpText } from '../wgsl/reduce';
import { linearRecurrence } from './linearRecurrence';

const LOWEST_FLOAT32 = -3.4028234663852886e38;

/**
 * Floats. The largest element so far is taken out, so that nothing overflows. The exclusive form begins
 * with the lowest finite number, as in TensorFlow, not with −∞.
 */
export const cumulativeLogsumexp = scan({
  name: 'cumulativeLogsumexp',
  tfNames: ['tf.math.cumulative_logsumexp'],
  doc: 'The running logarithm of the sum of exponentials along an axis.',
  formula: String.raw`y_i = \ln \sum_{k \le i} e^{u_k}`,
  derivative: String.raw`\frac{\partial L}{\partial u_k} = \sum_{i \ge k} \frac{\partial L}{\partial y_i}\, e^{u_k - y_i}`,
  loop: (x, y, start, stride, n, exclusive) => {
    let largest = -Infinity;
    let sum = 0;
    const value = (first: boolean) =>
      first ? lowest(x) : Number.isFinite(largest) ? largest + Math.log(sum) : largest;
    for (let i = 0, p = start; i < n; i++, p += stride) {
      if (exclusive) y[p] = value(i === 0);
      const one = x[p];
      const next = one > largest || one !== one ? one : largest;
      if (largest === largest && next !== largest) {
        sum = sum === 0 ? 0 : sum * Math.exp(largest - next);
        largest = next;
      }
      if (Number.isFinite(largest)) sum += Math.exp(one - largest);
      if (!exclusive) y[p] = value(false);
    }
  },
  wgsl: () => {
    const { finish, ...text } = logSumExpText();
    const lowestBits = `0x${floatBits(LOWEST_FLOAT32).toString(16)}u`;
    return { ...text, finish: `select(${finish}, bitcast<f32>(${lowestBits}), a.y == 0.0)` };
  },
  accepts: 'float',
  exclusiveSamples: false,
  gradient: (dy, x, _y, attributes) => shares(dy, x, attributes),
});

function lowest(x: TypedArray): number {
  return x instanceof Float32Array ? LOWEST_FLOAT32 : -Number.MAX_VALUE;
}

/**
 * duₖ = e^(uₖ − yₖ) · rₖ with rₖ = Σ over i ≥ k of dyᵢ e^(yₖ − yᵢ) = dyₖ + e^(yₖ − yₖ₊₁) rₖ₊₁, y inclusive:
 * no exponent is above 0. Exclusive results are the inclusive ones a place later. Where nothing but −∞
 * has been met, there is nothing to share.
 */
function shares(dy: Tensor, x: Tensor, { axis, exclusive, reverse }: ScanAttributes): Tensor {
  if (x.size === 0) return dy;
  const [near, far] = reverse ? (['end', 'start'] as const) : (['start', 'end'] as const);
  const y = cumulativeLogsumexp(x, { axis, reverse });
  const given = exclusive ? following(dy, axis, reverse) : dy;
  const decay = withZeroAt(far, ratio(without(far, y, axis), without(near, y, axis)), axis);
  return multiply(ratio(x, y), linearRecurrence(decay, given, axis, !reverse));
}

/** e^(a − b), 0 where b is not finite. */
function ratio(a: Tensor, b: Tensor): Tensor {
  const fine = isFinite(b);
  return where(fine, exp(subtract(a, where(fine, b, 0))), 0);
}
