import type { DType, Summary, TensorView } from '../../engine/protocol';
import { formatNumber, formatShape, type NumberFormat } from './formatNumber';

/** Tensors of at most this many elements are written out as numbers; larger ones are drawn. */
export const TINY_TENSOR = 4;

/** Whole numbers and truth values carry no gradient, whoever watches. */
export function carriesGradient(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, length) => count * length, 1);
}

/** Whether the numbers themselves should stand on screen. */
export function isTiny(tensor: TensorView): boolean {
  return tensor.data !== null && tensor.data.length <= TINY_TENSOR;
}

/** The numbers nested as the shape says: `[[1.2, −3]]`; a plain number for a scalar. */
export function nestedText(
  data: ArrayLike<number>,
  shape: readonly number[],
  dtype: DType,
  format: NumberFormat = {},
): string {
  let next = 0;
  const write = (axis: number): string => {
    if (axis === shape.length) return formatNumber(data[next++], { dtype, ...format });
    const parts: string[] = [];
    for (let i = 0; i < shape[axis]; i++) parts.push(write(axis + 1));
    return `[${parts.join(', ')}]`;
  };
  return write(0);
}

/** One line of facts about a tensor that is too large to write out, for tooltips and screen readers. */
export function summaryText(tensor: TensorView): string {
  const { min, max, mean, norm, zeros, nanCount, infCount } = tensor.summary;
  const number = (value: number) => formatNumber(value, { significant: 4 });
  const parts = [`${tensor.dtype} ${formatShape(tensor.shape)}`];
  if (elementCount(tensor.shape) === 0) return `${parts[0]}, empty`;
  if (!Number.isNaN(min)) {
    parts.push(`${number(min)} to ${number(max)}`, `mean ${number(mean)}`, `norm ${number(norm)}`);
  }
  if (zeros > 0) parts.push(`${Math.round(zeros * 1000) / 10}% zeros`);
  if (nanCount > 0) parts.push(`${nanCount} NaN`);
  if (infCount > 0) parts.push(`${infCount} infinite`);
  return parts.join(', ');
}

/**
 * The range of a large tensor in at most `room` characters: `≈−0.082…0.082`, with fewer digits where
 * it must be, and where no range fits its norm, `‖≈2·10⁻⁵‖`. One ≈ in front says that both ends are rounded.
 */
export function rangeText({ min, max, norm }: Summary, room = Infinity): string {
  if (Object.is(min, max)) {
    const all = `all ${formatNumber(min, { significant: 2 })}`;
    if (all.length <= room) return all;
  }
  for (const significant of [2, 1]) {
    const ends = [min, max].map((end) => formatNumber(end, { significant }));
    const isRounded = ends.some((end) => end.startsWith('≈'));
    const text = `${isRounded ? '≈' : ''}${ends.map((end) => end.replace('≈', '')).join('…')}`;
    if (text.length <= room) return text;
  }
  return `‖${formatNumber(norm, { significant: 1 })}‖`;
}

/** What a tensor without anything to draw is: `empty`, `all 0` or `all false`; null for the others. */
export function uniformText({ data, dtype }: TensorView): string | null {
  if (data === null || data.some((value) => value !== 0)) return null;
  if (data.length === 0) return 'empty';
  return `all ${formatNumber(0, { dtype })}`;
}

/** What a tensor is, said in words: its numbers when tiny, its facts otherwise. */
export function describeTensor(tensor: TensorView): string {
  return isTiny(tensor) ? nestedText(tensor.data!, tensor.shape, tensor.dtype) : summaryText(tensor);
}

/** The index per axis of a row-major position. */
export function unravel(position: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  let rest = position;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return index;
}

/** How a tensor of any rank lies on paper: the last axis across, all the others down. */
export function asMatrix(shape: readonly number[]): { rows: number; columns: number } {
  const columns = shape.length === 0 ? 1 : shape[shape.length - 1];
  const rows = columns === 0 ? 0 : elementCount(shape) / columns;
  return { rows, columns };
}
