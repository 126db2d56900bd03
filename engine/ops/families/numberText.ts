/**
 * How derivative texts write a number: as float32 with at most seven digits, a true minus sign, and
 * words for what is not a number.
 */
export function numberText(value: number): string {
  const rounded = Math.fround(value);
  if (Number.isNaN(rounded)) return 'NaN';
  if (!Number.isFinite(rounded)) return rounded > 0 ? '∞' : '−∞';
  const text = Object.is(rounded, -0) ? '-0' : String(Number(rounded.toPrecision(7)));
  return text.replaceAll('-', '−');
}

/** As `numberText`, in brackets where a sign would follow an operator: `2 · (−4)`. */
export function factorText(value: number): string {
  const text = numberText(value);
  return text.startsWith('−') ? `(${text})` : text;
}
