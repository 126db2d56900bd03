import type { DType } from '../../engine/protocol';
import { formatNumber } from './formatNumber';

const DIGITS = [Infinity, 7, 6, 5, 4, 3, 2, 1];

/**
 * A number in at most `room` characters: all its digits if they fit, else rounded (and marked with ≈) as
 * little as possible. Never cut off: half a number is another number. The shortest form is given when none fits.
 */
export function fitNumber(value: number, room: number, dtype?: DType): string {
  let text = '';
  for (const significant of DIGITS) {
    text = formatNumber(value, { significant, dtype });
    if (text.length <= room) return text;
  }
  return text;
}
