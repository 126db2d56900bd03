import type { TensorView } from '../../engine/protocol';
import { formatNumber, isTiny } from '../values';

/** How long a text is beside what a box of the inspector holds: its style picks a size that keeps it on one line. */
export type FittedLength = 'short' | 'long' | 'longest';

export function fittedLength(text: string): FittedLength {
  if (text.length <= 7) return 'short';
  return text.length <= 9 ? 'long' : 'longest';
}

/** Characters on one line of a box, in the smallest size. */
export const BOX_ROOM = 9;

/** The same for a tensor: a single number, a column of them, or a range; strips fit by themselves. */
export function fittedTensor(tensor: TensorView, significant: number): FittedLength {
  const { data, dtype } = tensor;
  if (data?.length === 1) return fittedLength(formatNumber(data[0], { dtype, significant }));
  return data === null || isTiny(tensor) ? 'longest' : 'short';
}
