import { isFloat } from '../../tensor/dtype';
import { DTypeError } from '../../tensor/errors';
import { formatShape, normalizeAxis, type Shape } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import type { Sample } from '../op';

export type AxisAttributes = { readonly axis: number };

/** Calls `line(start, stride, n)` for every line of a row-major array along `axis`. */
export function axisLines(shape: Shape, axis: number, line: (start: number, stride: number, n: number) => void): void {
  const at = axis < 0 ? axis + shape.length : axis;
  let outer = 1;
  for (let i = 0; i < at; i++) outer *= shape[i];
  let inner = 1;
  for (let i = at + 1; i < shape.length; i++) inner *= shape[i];
  const n = shape[at];
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) line(o * n * inner + i, inner, n);
  }
}

/** A float tensor that keeps its shape. Throws for another dtype and for an axis that is not there. */
export function inferAxis(op: string, { shape, dtype }: TensorSpec, axis: number): TensorSpec[] {
  if (!isFloat(dtype)) throw new DTypeError(`${op}: expected a float dtype, got ${dtype} ${formatShape(shape)}`);
  normalizeAxis(op, axis, shape.length);
  return [{ shape, dtype }];
}

export function axisSamples(): Sample<AxisAttributes>[] {
  return [
    { inputs: [{ shape: [4] }], attributes: { axis: -1 } },
    { inputs: [{ shape: [3, 4] }], attributes: { axis: -1 } },
    { inputs: [{ shape: [3, 4] }], attributes: { axis: 0 } },
    { inputs: [{ shape: [2, 3, 2] }], attributes: { axis: 1 } },
  ];
}
