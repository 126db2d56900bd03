import type { Cell } from '../../engine/protocol';
import { formatNumber } from '../values';

const SIGNIFICANT = 6;

/**
 * The formula with this node's numbers in the places of its letters: `y = u^2` becomes
 * `9 = (-3)^2`. Null when a letter has no single known number (sums over an index, larger tensors,
 * values not yet computed), since half a substitution would explain nothing.
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
  const right = substitute(formula.slice(equals + 1), (letter) => {
    const position = inputs.indexOf(letter);
    const number = position < 0 ? null : onlyNumber(inputCells[position]);
    return number === null ? null : numberTex(number, true);
  });
  return right === null ? null : `${numberTex(result, false)} =${right}`;
}

/** Replaces every letter; null when one has no number or an index hangs on it. */
function substitute(tex: string, numberOf: (letter: string) => string | null): string | null {
  const tokens = tex.match(/\\[a-zA-Z]+|\\.|[a-zA-Z]|[^a-zA-Z\\]+/g) ?? [];
  let replaced = '';
  for (const token of tokens) {
    if (/^\\(sum|prod|bar|text|operatorname|mathrm|begin|int|max|min|partial)$/.test(token) || token.includes('_'))
      return null;
    if (!/^[a-zA-Z]$/.test(token)) {
      replaced += token;
      continue;
    }
    const number = token === 'e' ? (numberOf('e') ?? 'e') : numberOf(token);
    if (number === null) return null;
    // Braces keep `u v` from becoming one number and hold the power of `u^2`.
    replaced += `{${number}}`;
  }
  return withDots(replaced);
}

/** Numbers side by side are a product, and would read as one number: a dot goes between. */
function withDots(tex: string): string {
  return tex.replace(/\}(\\[,;:! ]|\s)*\{/g, '} \\cdot {').replace(/(\d)\s*\{/g, '$1 \\cdot {');
}

function onlyNumber(cell: Cell | undefined): number | null {
  return cell?.state === 'tensor' && cell.tensor.data?.length === 1 ? cell.tensor.data[0] : null;
}

/** A number as TeX, in parentheses where a sign would stand beside an operator. */
export function numberTex(value: number, asFactor: boolean): string {
  const text = formatNumber(value, { significant: SIGNIFICANT })
    .replace('−', '-')
    .replace('≈', '{\\approx}')
    .replace('∞', '\\infty')
    .replace('NaN', '\\text{NaN}')
    .replace(/·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, power: string) => `\\cdot 10^{${plainDigits(power)}}`);
  return asFactor && (value < 0 || Object.is(value, -0)) ? `(${text})` : text;
}

function plainDigits(superscripts: string): string {
  return [...superscripts].map((each) => (each === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(each))).join('');
}
