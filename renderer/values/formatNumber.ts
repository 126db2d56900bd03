import type { DType } from '../../engine/protocol';

/**
 * Numbers on screen: true first, short second. A float32 is written with the fewest digits that
 * read back as that same float32, which is what NumPy and the TensorFlow notebook print. A text
 * that stands for another number than the one in the engine always starts with ≈.
 */
export interface NumberFormat {
  /** At most this many significant digits. A number that needs more is rounded and marked with ≈. */
  significant?: number;
  /** Decides how many digits are needed. Without it a number that fits a float32 is taken for one. */
  dtype?: DType;
}

const MINUS = '−';
const APPROXIMATELY = '≈';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Powers of ten from 10⁻⁴ to 10⁶ are written out; the others as `1.2·10⁻⁵`. */
const SMALLEST_PLAIN_EXPONENT = -4;
const LARGEST_PLAIN_EXPONENT = 6;

/** The text of one number; see NumberFormat. `−0`, `NaN`, `∞` and `−∞` are texts of their own. */
export function formatNumber(value: number, format: NumberFormat = {}): string {
  if (format.dtype === 'bool') return value === 0 ? 'false' : 'true';
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? MINUS : '';
  if (!Number.isFinite(value)) return `${sign}∞`;
  if (value === 0) return `${sign}0`;

  const exact = shortestDigits(Math.abs(value), format.dtype);
  const limit = format.significant ?? Infinity;
  if (exact.digits.length <= limit) return sign + writeOut(exact, format.dtype);
  return APPROXIMATELY + sign + writeOut(roundTo(Math.abs(value), limit), format.dtype);
}

/** Whether `formatNumber` with this format would show a rounded number. */
export function isRounded(value: number, format: NumberFormat): boolean {
  return formatNumber(value, format).startsWith(APPROXIMATELY);
}

/** The number as a person types it into a field: exact, ASCII, `1e-5` for what is very small. */
export function editableNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const text = writeOut(shortestDigits(Math.abs(value)), undefined, (digits, exponent) => `${digits}e${exponent}`);
  return (value < 0 ? '-' : '') + text;
}

/** Reads a typed number, with either minus sign and a decimal point or comma; null when it is not a finite number. */
export function parseNumber(text: string): number | null {
  const plain = text.trim().replaceAll(MINUS, '-').replace(',', '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** A shape as in the engine's messages: `[2, 3]`, `[]` for a scalar. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Bytes for people: `512 B`, `1.2 kB`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `0.digits · 10^(exponent + 1)`, that is, the first digit has the weight 10^exponent. */
interface Decimal {
  digits: string;
  exponent: number;
}

function shortestDigits(magnitude: number, dtype?: DType): Decimal {
  const isFloat32 = dtype === 'float32' || (dtype === undefined && Math.fround(magnitude) === magnitude);
  if (!isFloat32) return parseExponential(magnitude.toExponential());
  // A float32 needs nine digits at most, and most numbers people type need far fewer.
  const target = Math.fround(magnitude);
  for (let precision = 1; precision < 9; precision++) {
    const text = magnitude.toExponential(precision - 1);
    if (Math.fround(Number(text)) === target) return parseExponential(text);
  }
  return parseExponential(magnitude.toExponential(8));
}

function roundTo(magnitude: number, significant: number): Decimal {
  return parseExponential(magnitude.toExponential(Math.max(1, significant) - 1));
}

function parseExponential(text: string): Decimal {
  const [mantissa, exponent] = text.split('e');
  const digits = mantissa.replace('.', '').replace(/0+$/, '');
  return { digits: digits === '' ? '0' : digits, exponent: Number(exponent) };
}

function writeOut(
  { digits, exponent }: Decimal,
  dtype?: DType,
  withPower: (mantissa: string, exponent: number) => string = timesPowerOfTen,
): string {
  const isPlain = exponent >= SMALLEST_PLAIN_EXPONENT && exponent <= LARGEST_PLAIN_EXPONENT;
  if (!isPlain && dtype !== 'int32') return withPower(withPoint(digits, 1), exponent);
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  return withPoint(digits.padEnd(exponent + 1, '0'), exponent + 1);
}

function withPoint(digits: string, before: number): string {
  return digits.length > before ? `${digits.slice(0, before)}.${digits.slice(before)}` : digits;
}

function timesPowerOfTen(mantissa: string, exponent: number): string {
  const power = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('');
  return `${mantissa}·10${exponent < 0 ? '⁻' : ''}${power}`;
}
