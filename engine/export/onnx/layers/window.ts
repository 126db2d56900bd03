/** Windows that slide over images: Keras has channels last, ONNX behind the batch. */
import type { OpenShape } from '../../../keras/kerasTensor';
import type { GraphBuilder } from '../graphBuilder';

export const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7];

/** `[b, …, c]` → `[b, c, …]`. */
export function channelsFirst(g: GraphBuilder, x: string, rank: number): string {
  return g.transpose(x, [0, rank - 1, ...DIGITS.slice(1, rank - 1)]);
}

/** `[b, c, …]` → `[b, …, c]`. */
export function channelsLast(g: GraphBuilder, x: string, rank: number): string {
  return g.transpose(x, [0, ...DIGITS.slice(2, rank), 1]);
}

/**
 * The padding that Keras' `same`, `valid` or `causal` is for a window that reaches over `reach[i]` of
 * `sizes[i]` elements, all that stands before, then all that stands behind. An open size leaves it to
 * ONNX, whose SAME_UPPER is the same rule.
 */
export function paddingOf(
  padding: unknown,
  sizes: OpenShape,
  reach: readonly number[],
  strides: readonly number[],
): { pads?: number[]; auto_pad?: string } {
  if (padding === 'valid') return {};
  if (padding === 'causal') return { pads: [...reach.map((one) => one - 1), ...reach.map(() => 0)] };
  const totals = sizes.map((size, i) => {
    // Behind strides of 1 the size does not matter.
    const n = strides[i] === 1 ? 1 : size;
    return n === null ? null : Math.max((Math.ceil(n / strides[i]) - 1) * strides[i] + reach[i] - n, 0);
  });
  if (totals.includes(null)) return { auto_pad: 'SAME_UPPER' };
  const all = totals as number[];
  return { pads: [...all.map((one) => Math.floor(one / 2)), ...all.map((one) => Math.ceil(one / 2))] };
}

/** How far a dilated kernel reaches, by axis. */
export function reachOf(kernelSize: readonly number[], dilations: readonly number[]): number[] {
  return kernelSize.map((size, i) => (size - 1) * dilations[i] + 1);
}
