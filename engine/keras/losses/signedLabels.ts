import type { Tensor } from '../../tensor/tensor';
import { equal } from '../../ops/elementwise/equal';
import { logicalOr } from '../../ops/elementwise/logicalOr';
import { multiply } from '../../ops/elementwise/multiply';
import { subtract } from '../../ops/elementwise/subtract';
import { where } from '../../ops/elementwise/where';
import { reduceAll } from '../../ops/reductions/reduceAll';

/** Labels that are all 0 or 1 as −1 and 1; others as they are. Decided on the device, so that nothing waits. */
export function signedLabels(labels: Tensor): Tensor {
  const binary = reduceAll(logicalOr(equal(labels, 0), equal(labels, 1)));
  return where(binary, subtract(multiply(2, labels), 1), labels);
}
