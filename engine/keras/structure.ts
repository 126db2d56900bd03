/** Tensors by themselves, in arrays and in objects by name, as layers take and give them. */
import { isReadable } from '../tensor/convert';
import { Tensor } from '../tensor/tensor';
import { KerasTensor } from './kerasTensor';

/** Tells a list of tensors from one tensor that is written as nested numbers. */
export function isTensorList(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  return value.some(
    (one) => one instanceof Tensor || one instanceof KerasTensor || isReadable(one) || ArrayBuffer.isView(one),
  );
}

/** A plain object: tensors by name. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The names in the order in which Keras walks through a dict: that of the alphabet. */
export function sortedKeys(named: object): string[] {
  return Object.keys(named).sort();
}

/** Every symbol inside, in order. */
export function symbolsIn(value: unknown, found: KerasTensor[] = []): KerasTensor[] {
  if (value instanceof KerasTensor) found.push(value);
  else if (Array.isArray(value)) for (const one of value) symbolsIn(one, found);
  else if (isRecord(value)) for (const key of sortedKeys(value)) symbolsIn(value[key], found);
  return found;
}

/** Whether there is a symbol inside; nested numbers are not walked. */
export function hasSymbol(value: unknown): boolean {
  if (value instanceof Tensor) return false;
  if (value instanceof KerasTensor) return true;
  if (Array.isArray(value)) return isTensorList(value) && value.some(hasSymbol);
  return isRecord(value) && Object.values(value).some(hasSymbol);
}

/** The same structure with `map` of every symbol in its place. */
export function mapSymbols(value: unknown, map: (symbol: KerasTensor) => unknown): unknown {
  if (value instanceof KerasTensor) return map(value);
  if (Array.isArray(value)) return isTensorList(value) ? value.map((one) => mapSymbols(one, map)) : value;
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapSymbols(one, map)]));
}
