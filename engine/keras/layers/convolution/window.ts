import { ValueError } from '../../../tensor/errors';
import { tuple } from '../../names';
import type { OpenShape } from '../layer';

/* What layers that slide a window share: their options checked, their shapes. Texts are Keras'. */

/** One whole number for all spatial axes, or one for each. */
export type Sizes = number | readonly number[];

/** Case does not matter to Keras. */
export type LayerPadding = 'valid' | 'same' | 'VALID' | 'SAME';

/** `keras/src/utils/argument_validation.py`: `n` whole numbers above 0 (not below it, with `allowZero`). */
export function standardizeTuple(value: Sizes, n: number, name: string, allowZero = false): readonly number[] {
  const written = typeof value === 'number' ? `${value}` : Array.isArray(value) ? tuple(value) : JSON.stringify(value);
  const message = `The \`${name}\` argument must be a tuple of ${n} integers. Received ${name}=${written}`;
  const sizes = typeof value === 'number' ? new Array<number>(n).fill(value) : value;
  if (!Array.isArray(sizes) || sizes.length !== n || !sizes.every(Number.isInteger)) throw new ValueError(message);
  const wrong = [...new Set((sizes as number[]).filter((one) => (allowZero ? one < 0 : one <= 0)))];
  if (wrong.length === 0) return [...(sizes as number[])];
  throw new ValueError(
    `${message}, including values {${wrong.join(', ')}} that do not satisfy \`value ${allowZero ? '>=' : '>'} 0\``,
  );
}

export function standardizePadding<P extends string = 'valid' | 'same'>(padding: string, more: readonly P[] = []): P {
  const lower = String(padding).toLowerCase();
  const allowed = ['valid', 'same', ...more];
  if (allowed.includes(lower)) return lower as P;
  throw new ValueError(
    `The \`padding\` argument must be a list/tuple or one of {${allowed.map((one) => `'${one}'`).join(', ')}}. Received: ${lower}`,
  );
}

/** Images have their channels last, as in TensorFlow on a CPU. */
export function checkChannelsLast(dataFormat: string | null | undefined): void {
  if (dataFormat === null || dataFormat === undefined || dataFormat === 'channels_last') return;
  throw new ValueError(
    `The \`data_format\` argument must be 'channels_last': layers take channels last only. Received: ${dataFormat}`,
  );
}

/** The size that a window leaves of one axis: `same` ⌈n / stride⌉, `valid` as many as fit; null of an open size. */
export function slidOver(size: number | null, reach: number, stride: number, padding: string): number | null {
  if (size === null) return null;
  return Math.floor((size - (padding === 'valid' ? reach : 1)) / stride) + 1;
}

/** Whether a window fits nowhere: some size is known and below 1. */
export function isEmpty(sizes: OpenShape): boolean {
  return sizes.some((size) => size !== null && size <= 0);
}

/** As NumPy prints it. */
export function arrayText(list: OpenShape): string {
  return `[${list.map((one) => one ?? 'None').join(' ')}]`;
}
