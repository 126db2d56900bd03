import type { Tensor } from '../../tensor/tensor';
import { add } from '../../ops/elementwise/add';
import { multiply } from '../../ops/elementwise/multiply';

export interface CrossentropyOptions {
  /** The predictions are logits, not probabilities. */
  fromLogits?: boolean;
  /** Moves the labels this far towards an even guess. */
  labelSmoothing?: number;
  /** Of the mean (binary) or of the classes. */
  axis?: number;
}

/** labels · (1 − s) + s / classes: a share s spread evenly over the classes. */
export function smooth(labels: Tensor, labelSmoothing: number, classes: number): Tensor {
  return labelSmoothing === 0 ? labels : add(multiply(labels, 1 - labelSmoothing), labelSmoothing / classes);
}
