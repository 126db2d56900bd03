/**
 * Tensors and variables as TensorFlow prints them, numbers as NumPy does:
 * `tf.Tensor(8.0, shape=(), dtype=float32)`. The shortest digits that give back the same number, at
 * most 8 of them after the point, aligned in columns; large tensors are cut to their edges.
 */
import { Variable } from '../tape/variable';
import type { TypedArray } from '../tensor/dtype';
import { Tensor } from '../tensor/tensor';

const PRECISION = 8;
const EDGE = 3;
const WHOLE = 1000;

/** The text of an engine object in a print. Reads tensors. `className` is what the namespace calls its class. */
export function formatObject(object: object, className = object.constructor.name): string {
  if (object instanceof Variable) {
    const { path, shape, dtype } = object;
    const numbers = formatNumbers(object.dataSync(), shape, dtype, ', ');
    const text =
      shape.length === 0 ? numbers : `array(${numbers.replaceAll('\n', `\n${' '.repeat(6)}`)}, dtype=${dtype})`;
    return `<tf.Variable '${path}:0' shape=${formatTuple(shape)} dtype=${dtype}, numpy=${text}>`;
  }
  if (object instanceof Tensor) return formatTensor(object);
  const own = (object as { toString?: unknown }).toString;
  if (typeof own === 'function' && own !== Object.prototype.toString) return String(object);
  const { name } = object as { name?: unknown };
  return `<${className}${typeof name === 'string' ? ` name=${name}` : ''}>`;
}

function formatTensor(tensor: Tensor): string {
  const text = formatNumbers(tensor.dataSync(), tensor.shape, tensor.dtype, ' ');
  const body = tensor.rank > 1 ? `\n${text}` : text;
  return `tf.Tensor(${body}, shape=${formatTuple(tensor.shape)}, dtype=${tensor.dtype})`;
}

/** `(2, 3)`, `(3,)`, `()`. */
export function formatTuple(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** Row-major numbers in brackets, `separator` between those of a row. */
export function formatNumbers(
  data: TypedArray,
  shape: readonly number[],
  dtype: Tensor['dtype'],
  separator: string,
): string {
  if (shape.length === 0) return numberFormat([data[0]], dtype, true)(data[0]);
  const cut = data.length > WHOLE;
  const shown: number[] = [];
  visit(shape, cut, (at) => shown.push(data[at]));
  const format = numberFormat(shown, dtype, false);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const level = (axis: number, at: number): string => {
    if (axis === shape.length) return format(data[at]);
    const parts = indices(shape[axis], cut).map((i) => (i < 0 ? '...' : level(axis + 1, at + i * strides[axis])));
    const last = axis === shape.length - 1;
    const between = last
      ? separator
      : separator.trimEnd() + '\n'.repeat(shape.length - axis - 1) + ' '.repeat(axis + 1);
    return `[${parts.join(between)}]`;
  };
  return level(0, 0);
}

function visit(shape: readonly number[], cut: boolean, each: (at: number) => void): void {
  const walk = (axis: number, at: number): void => {
    if (axis === shape.length) return each(at);
    for (const i of indices(shape[axis], cut)) if (i >= 0) walk(axis + 1, at * shape[axis] + i);
  };
  walk(0, 0);
}

/** The indices that are shown; −1 stands for what is left out. */
function indices(size: number, cut: boolean): number[] {
  if (!cut || size <= 2 * EDGE) return Array.from({ length: size }, (_, i) => i);
  const head = Array.from({ length: EDGE }, (_, i) => i);
  return [...head, -1, ...head.map((i) => size - EDGE + i)];
}

function numberFormat(values: readonly number[], dtype: Tensor['dtype'], scalar: boolean): (value: number) => string {
  if (dtype === 'bool') {
    const width = scalar || values.every((one) => one === 0) ? 0 : Math.max(...values.map((one) => (one ? 4 : 5)));
    return (value) => (value ? 'True' : 'False').padStart(width);
  }
  if (dtype === 'int32') {
    const width = scalar ? 0 : Math.max(0, ...values.map((one) => `${one}`.length));
    return (value) => `${value}`.padStart(width);
  }
  const write = floatFormat(values.filter(Number.isFinite), dtype === 'float32', scalar);
  const written = values.map(write);
  const width = scalar ? 0 : Math.max(0, ...written.map((one) => one.length));
  return (value) => write(value).padStart(width);
}

function floatFormat(finite: readonly number[], single: boolean, scalar: boolean): (value: number) => string {
  const sizes = finite.map(Math.abs).filter((one) => one !== 0);
  const largest = Math.max(0, ...sizes);
  const smallest = Math.min(Infinity, ...sizes);
  // NumPy's rule for arrays; a scalar has its own range.
  const scientific = scalar
    ? largest >= 1e16 || smallest < 1e-4
    : largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000;
  const digits = finite.map((one) => shortest(one, single, scientific, scalar));
  const fraction = Math.max(0, ...digits.map((one) => (one.split(/e/)[0].split('.')[1] ?? '').length));
  return (value) => {
    if (Number.isNaN(value)) return 'nan';
    if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
    const sign = Object.is(value, -0) ? '-' : '';
    if (scientific && sizes.length > 0) return sign + exponent(value, fraction, scalar);
    const text = value.toFixed(fraction);
    const [whole, rest] = text.split('.');
    const kept = scalar ? (rest ?? '') : (shortest(value, single, false, false).split('.')[1] ?? '');
    return sign + (fraction === 0 ? `${whole}.${scalar ? '0' : ''}` : `${whole}.${kept.padEnd(scalar ? 1 : fraction)}`);
  };
}

/** The fewest significant digits that read back as the same number, as fixed or scientific text. */
function shortest(value: number, single: boolean, scientific: boolean, scalar: boolean): string {
  let digits = 1;
  const same = (n: number) =>
    single ? Math.fround(Number(value.toPrecision(n))) === value : Number(value.toPrecision(n)) === value;
  while (digits < 17 && !same(digits)) digits++;
  if (scientific) {
    const text = value.toExponential(Math.min(digits - 1, scalar ? 16 : PRECISION));
    return text;
  }
  const rounded = Number(value.toPrecision(digits));
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded) || 1)));
  const text = rounded.toFixed(Math.min(places, scalar ? 20 : PRECISION));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Python's exponent has a sign and two digits: `1.5e-05`; NumPy writes a point after a whole number in an array. */
function exponent(value: number, fraction: number, scalar: boolean): string {
  const [mantissa, power] = value.toExponential(fraction).split('e');
  const size = power.slice(1).padStart(2, '0');
  return `${mantissa}${scalar || mantissa.includes('.') ? '' : '.'}e${power[0]}${size}`;
}
