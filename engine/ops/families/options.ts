import { type DType, isDType, isFloat } from '../../tensor/dtype';
import { DTypeError, ValueError } from '../../tensor/errors';

/*
 * What options must be, for ops whose shape rules would stumble over anything else: scripts are plain JavaScript, and
 * no compiler has looked at what they pass.
 */

/** Throws `DTypeError` unless tensors of `dtype` can hold the number that an option gives: whole for int32, 0 or 1 for bool. */
export function demandHeld(op: string, option: string, value: unknown, dtype: DType): void {
  const held =
    typeof value === 'boolean' ||
    (typeof value === 'number' &&
      (isFloat(dtype) || (dtype === 'bool' ? value === 0 || value === 1 : (value | 0) === value)));
  if (!held) throw new DTypeError(`${op}: expected ${option} as ${dtype} can hold it, got ${written(value)}`);
}

/** Throws `ValueError` unless it is a list: of numbers, of lists, or what the op will look at itself. */
export function demandList(op: string, option: string, value: unknown): void {
  if (!Array.isArray(value)) throw new ValueError(`${op}: expected ${option} as a list, got ${written(value)}`);
}

export function demandDType(op: string, dtype: unknown): void {
  if (isDType(dtype)) return;
  throw new DTypeError(`${op}: expected dtype float32, float64, int32 or bool, got ${written(dtype)}`);
}

function written(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
