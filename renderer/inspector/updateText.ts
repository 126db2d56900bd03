import type { Frame } from '../../engine/protocol';
import { formatNumber } from '../values';

/**
 * Plain SGD of a single number, worked out: `1.12 ← 1 − 0.01 · (−12)`. Null for tensors and for
 * rules with a memory (momentum, Adam), whose numbers are not all here.
 */
export function plainUpdate(update: NonNullable<Frame['update']>): string | null {
  const { rule, hyperparameters, gradient } = update;
  const rate = hyperparameters.learningRate;
  const hasMemory = Object.entries(hyperparameters).some(([name, value]) => name !== 'learningRate' && value !== 0);
  if (rule !== 'SGD' || rate === undefined || hasMemory || !gradient) return null;
  const [before, slope, after] = [update.old, gradient, update.new].map((tensor) =>
    tensor.data?.length === 1 ? tensor.data[0] : null,
  );
  if (before === null || slope === null || after === null) return null;
  const product = slope < 0 ? `(${formatNumber(slope)})` : formatNumber(slope);
  return `${formatNumber(after)} ← ${formatNumber(before)} − ${formatNumber(rate)} · ${product}`;
}
