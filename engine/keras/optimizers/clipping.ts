/** What is done to gradients before a rule sees them. Source: `keras/src/optimizers/base_optimizer.py`. */
import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { clipByValue } from '../../ops/elementwise/clipByValue';
import { divide } from '../../ops/elementwise/divide';
import { maximum } from '../../ops/elementwise/maximum';
import { minimum } from '../../ops/elementwise/minimum';
import { multiply } from '../../ops/elementwise/multiply';
import { sqrt } from '../../ops/elementwise/sqrt';
import { square } from '../../ops/elementwise/square';
import { subtract } from '../../ops/elementwise/subtract';
import { reduceSum } from '../../ops/reductions/reduceSum';
import type { CommonOptions } from './options';

/** Gradients clipped as the options say. */
export function clipGradients(
  gradients: readonly Tensor[],
  { clipnorm, clipvalue, globalClipnorm }: CommonOptions,
): readonly Tensor[] {
  if (clipnorm !== null && clipnorm > 0) return gradients.map((one) => clipByNorm(one, clipnorm));
  if (globalClipnorm !== null && globalClipnorm > 0) return clipByGlobalNorm(gradients, globalClipnorm);
  if (clipvalue !== null && clipvalue > 0) return gradients.map((one) => clipByValue(one, -clipvalue, clipvalue));
  return gradients;
}

/** g · c / max(‖g‖, c). */
function clipByNorm(gradient: Tensor, norm: number): Tensor {
  return divide(multiply(gradient, norm), maximum(sqrt(reduceSum(square(gradient))), norm));
}

/** g · c · min(1 / ‖all g‖, 1 / c); NaN where the norm is not finite. */
function clipByGlobalNorm(gradients: readonly Tensor[], norm: number): readonly Tensor[] {
  const sum = gradients.map((one) => reduceSum(square(one))).reduce((total, one) => add(total, one));
  const all = sqrt(sum);
  const scale = add(multiply(norm, minimum(divide(1, all), 1 / norm)), subtract(all, all));
  return gradients.map((one) => multiply(one, scale));
}
