import { type DType, isFloat } from '../../tensor/dtype';
import { DTypeError } from '../../tensor/errors';

/** Throws `DTypeError` unless tensors of `dtype` can hold the number that an option gives: whole for int32, 0 or 1 for bool. */
export function demandHeld(op: string, option: string, value: unknown, dtype: DType): void {
  const held =
    typeof value === 'boolean' ||
    (typeof value === 'number' &&
      (isFloat(dtype) || (dtype === 'bool' ? value === 0 || value === 1 : (value | 0) === value)));
  if (!held) throw new DTypeError(`${op}: expected ${option} as ${dtype} can hold it, got ${String(value)}`);
}
