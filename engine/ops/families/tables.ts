import type { TypedArray } from '../../tensor/dtype';
import { type Shape, sizeOf } from '../../tensor/shape';

/**
 * y[k₀, k₁, …] = x[t₀[k₀] + t₁[k₁] + …]: every axis says on its own where its places are found in `x`.
 * What no stride walks: mirrored, rolled.
 */
export function copyByTables(x: TypedArray, y: TypedArray, shape: Shape, tables: readonly ArrayLike<number>[]): void {
  if (sizeOf(shape) === 0) return;
  const inner = shape.length - 1;
  if (inner < 0) {
    y[0] = x[0];
    return;
  }
  const own = tables[inner];
  const n = shape[inner];
  const index = new Array<number>(inner).fill(0);
  for (let to = 0; ;) {
    let from = 0;
    for (let axis = 0; axis < inner; axis++) from += tables[axis][index[axis]];
    for (let i = 0; i < n; i++) y[to++] = x[from + own[i]];
    let axis = inner - 1;
    while (axis >= 0 && ++index[axis] === shape[axis]) index[axis--] = 0;
    if (axis < 0) return;
  }
}
