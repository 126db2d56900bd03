import { isFloat } from '../../tensor/dtype';
import { DTypeError, ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, normalizeAxis, sameShape, type Shape } from '../../tensor/shape';
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

/** int32 indices with lines along `axis`, which is not counted from the end, where `x` has some: all other axes agree. Throws otherwise. */
export function demandLines(op: string, x: TensorSpec, indices: TensorSpec, axis: number): void {
  if (indices.dtype !== 'int32') {
    throw new DTypeError(`${op}: expected int32 indices, got ${indices.dtype} ${formatShape(indices.shape)}`);
  }
  if (!(normalizeAxis(op, axis, x.shape.length) === axis)) {
    throw new ValueError(`${op}: expected an axis counted from the first, got ${axis}`);
  }
  const others = (shape: Shape) => shape.map((size, one) => (one === axis ? 1 : size));
  if (!sameShape(others(x.shape), others(indices.shape))) {
    const [own, other] = [x.shape, indices.shape].map(formatShape);
    throw new ShapeError(`${op}: shapes differ outside axis ${axis}: ${own} and ${other}`);
  }
}

export function axisSamples(): Sample<AxisAttributes>[] {
  return [
    { inputs: [{ shape: [4] }], attributes: { axis: -1 } },
    { inputs: [{ shape: [3, 4] }], attributes: { axis: -1 } },
    { inputs: [{ shape: [3, 4] }], attributes: { axis: 0 } },
    { inputs: [{ shape: [2, 3, 2] }], attributes: { axis: 1 } },
  ];
}
