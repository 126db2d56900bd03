import type { TypedArray } from '../../tensor/dtype';
import { type Shape, sizeOf } from '../../tensor/shape';
import { mergeAxes } from './broadcast';

/** A way to walk an array: where it starts and how far each axis steps; steps may be 0 or negative. */
export interface Walk {
  readonly start: number;
  readonly strides: readonly number[];
}

/** Copies a block of `shape` from `x`, walked by `from`, into `y`, walked by `to`. Moves every kind of block: transposed, cut, reversed, repeated. */
export function copyStrided(x: TypedArray, from: Walk, y: TypedArray, to: Walk, shape: Shape): void {
  if (sizeOf(shape) === 0) return;
  const { sizes, strides } = mergeAxes(shape, [from.strides, to.strides]);
  const [sx, sy] = strides;
  const inner = sizes.length - 1;
  const n = sizes[inner];
  const stepX = sx[inner];
  const stepY = sy[inner];
  const index = new Array<number>(inner).fill(0);
  let px = from.start;
  let py = to.start;
  for (;;) {
    if (stepX === 1 && stepY === 1 && n > 16) y.set(x.subarray(px, px + n), py);
    else for (let i = 0, a = px, b = py; i < n; i++, a += stepX, b += stepY) y[b] = x[a];
    let axis = inner - 1;
    for (; axis >= 0; axis--) {
      px += sx[axis];
      py += sy[axis];
      if (++index[axis] < sizes[axis]) break;
      px -= sx[axis] * sizes[axis];
      py -= sy[axis] * sizes[axis];
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
