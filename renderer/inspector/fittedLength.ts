import type { TensorView } from '../../engine/protocol';
import { formatNumber } from '../values';

/** How long a text is beside what a box of the inspector holds: its style picks a size that keeps it on one line. */
export type FittedLength = 'short' | 'long' | 'longest';

export function fittedLength(text: string): FittedLength {
  if (text.length <= 7) return 'short';
  return text.length <= 9 ? 'long' : 'longest';
}

/** The same for a tensor that shows as a single number; strips and matrices fit by themselves. */
export function fittedTensor(tensor: TensorView, significant: number): FittedLength {
  const { data, dtype } = tensor;
  return data?.length === 1 ? fittedLength(formatNumber(data[0], { dtype, significant })) : 'short';
}
