import type { Cell, TensorView } from '../../engine/protocol';
import { formatNumber } from '../values';

/** More characters than this do not fit a node's row. */
const LONGEST = 18;

/** The only number of a one-element tensor, else null. */
export function onlyNumber(tensor: TensorView): number | null {
  return tensor.data?.length === 1 ? tensor.data[0] : null;
}

/**
 * How a gradient came about, in words of one line: `4 + 4 = 8`. Null when there are fewer than two
 * contributions, when a tensor has more than one element, when the contributions do not make up the
 * gradient (a seed was added to it), or when the line would not fit.
 */
export function sumText(contributions: readonly Cell[], gradient: Cell): string | null {
  if (contributions.length < 2 || gradient.state !== 'tensor') return null;
  const total = onlyNumber(gradient.tensor);
  const terms: number[] = [];
  for (const cell of contributions) {
    const term = cell.state === 'tensor' ? onlyNumber(cell.tensor) : null;
    if (term === null) return null;
    terms.push(term);
  }
  if (total === null || !addsUp(terms, total)) return null;
  const text = `${terms.map(writeTerm).join(' ')} = ${formatNumber(total, { significant: 4 })}`;
  return text.length <= LONGEST ? text : null;
}

function writeTerm(term: number, i: number): string {
  const text = formatNumber(term, { significant: 3 });
  if (i === 0) return text;
  return term < 0 && !text.startsWith('≈') ? `− ${text.slice(1)}` : `+ ${text}`;
}

/** Equal up to float32 rounding. */
function addsUp(terms: readonly number[], total: number): boolean {
  const sum = terms.reduce((a, b) => a + b, 0);
  const scale = terms.reduce((a, b) => a + Math.abs(b), 0);
  return Math.abs(sum - total) <= 1e-5 * scale;
}
