import type { Cell } from '../../engine/protocol';
import { formatNumber } from '../values';

const SIGNIFICANT = 6;

/**
 * The formula with this node's numbers in the places of its letters: `y = u^2` becomes
 * `9 = (-3)^2`, with an ≈ where a number had to be rounded. Null when a letter has no single known
 * number (sums over an index, larger tensors, values not yet computed), since half a substitution
 * would explain nothing.
 */
export function formulaWithNumbers(
  formula: string,
  inputs: readonly string[],
  inputCells: readonly Cell[],
  output: Cell,
): string | null {
  const result = onlyNumber(output);
  const equals = formula.indexOf('=');
  if (result === null || equals < 0) return null;
  const numbers = [result];
  const right = substitute(formula.slice(equals + 1), (letter) => {
    const position = inputs.indexOf(letter);
    const number = position < 0 ? null : onlyNumber(inputCells[position]);
    if (number === null) return null;
    numbers.push(number);
    return numberTex(number, true);
  });
  if (right === null) return null;
  // One ≈ between the two sides says it; one before every number would hide the formula.
  const isRounded = numbers.some((number) => formatNumber(number, { significant: SIGNIFICANT }).startsWith('≈'));
  return `${numberTex(result, false)} ${isRounded ? '\\approx' : '='}${right}`;
}

/** Commands that range over elements or cases: one number in the place of a letter would be wrong there. */
const RANGES = new Set(['\\sum', '\\prod', '\\int', '\\begin', '\\bar', '\\partial']);
const TOKENS = /\\(?:mathrm|operatorname|text)\{[^}]*\}|\\[a-zA-Z]+|\\.|[a-zA-Z]|[^a-zA-Z\\]+/g;
/** Stand around numbers that were put in, until products have their dots. */
const OPEN = '\u0001';
const CLOSE = '\u0002';

/** Replaces every letter; null when one has no number or an index hangs on it. */
function substitute(tex: string, numberOf: (letter: string) => string | null): string | null {
  let replaced = '';
  for (const token of tex.match(TOKENS) ?? []) {
    if (RANGES.has(token) || /^[^\\].*_|^_/.test(token)) return null;
    if (!/^[a-zA-Z]$/.test(token)) {
      replaced += token;
      continue;
    }
    const number = numberOf(token);
    if (number === null && token !== 'e') return null;
    replaced += number === null ? token : `${OPEN}${number}${CLOSE}`;
  }
  return withDots(replaced).replaceAll(OPEN, '{').replaceAll(CLOSE, '}');
}

/** Numbers side by side are a product, and would read as one number: a dot goes between. */
function withDots(tex: string): string {
  return tex
    .replace(/\u0002(?:\\[,;:! ]|\s)*\u0001/g, `${CLOSE} \\cdot ${OPEN}`)
    .replace(/(\d)\s*\u0001/g, `$1 \\cdot ${OPEN}`);
}

function onlyNumber(cell: Cell | undefined): number | null {
  return cell?.state === 'tensor' && cell.tensor.data?.length === 1 ? cell.tensor.data[0] : null;
}

/** A number as TeX, in parentheses where a sign would stand beside an operator. */
export function numberTex(value: number, asFactor: boolean): string {
  const text = formatNumber(value, { significant: SIGNIFICANT })
    .replace('−', '-')
    .replace('≈', '')
    .replace('∞', '\\infty')
    .replace('NaN', '\\text{NaN}')
    .replace(/·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, power: string) => `\\cdot 10^{${plainDigits(power)}}`);
  return asFactor && (value < 0 || Object.is(value, -0)) ? `(${text})` : text;
}

function plainDigits(superscripts: string): string {
  return [...superscripts].map((each) => (each === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(each))).join('');
}
