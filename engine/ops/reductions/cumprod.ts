import type { Tensor } from '../../tensor/tensor';
import { following, scan, type ScanAttributes } from '../families/scan';
import { multiply } from '../elementwise/multiply';
import { linearRecurrence } from './linearRecurrence';

/** Integers wrap as int32 does. */
export const cumprod = scan({
  name: 'cumprod',
  tfNames: ['tf.math.cumprod'],
  doc: 'The running product along an axis; of the elements before each one when exclusive, from the end when reversed.',
  formula: String.raw`y_i = \prod_{k \le i} u_k`,
  derivative: String.raw`\frac{\partial L}{\partial u_k} = \sum_{i \ge k} \frac{\partial L}{\partial y_i} \prod_{\substack{j \le i \\ j \ne k}} u_j`,
  loop: (x, y, start, stride, n, exclusive) => {
    const times = x instanceof Int32Array ? Math.imul : (a: number, b: number) => a * b;
    let product = 1;
    for (let i = 0, p = start; i < n; i++, p += stride) {
      if (exclusive) y[p] = product;
      product = times(product, x[p]);
      if (!exclusive) y[p] = product;
    }
  },
  wgsl: (dtype) => ({ start: dtype === 'int32' ? '1i' : '1.0', combine: 'a * b' }),
  gradient: (dy, x, _y, attributes) => productGradient(dy, x, attributes),
});

/**
 * The product over all but uₖ is that of the elements before k, which is an exclusive cumprod, times
 * that of the elements from k + 1 to i. So duₖ = (∏ before k) · sₖ with
 *
 *     sₖ = Σ over i ≥ k of dyᵢ · u₍ₖ₊₁₎ ⋯ uᵢ = dyₖ + u₍ₖ₊₁₎ · s₍ₖ₊₁₎,
 *
 * a recurrence from the far end; exclusive results begin one place later. It divides by nothing, so
 * it holds at zeros too; TensorFlow divides by uₖ there and gives 0.
 */
function productGradient(dy: Tensor, x: Tensor, { axis, exclusive, reverse }: ScanAttributes): Tensor {
  const before = cumprod(x, { axis, exclusive: true, reverse });
  const given = exclusive ? following(dy, axis, reverse) : dy;
  return multiply(before, linearRecurrence(following(x, axis, reverse), given, axis, !reverse));
}
