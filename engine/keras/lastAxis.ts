import type { Tensor } from '../tensor/tensor';
import { reshape } from '../ops/shapes/reshape';

/** `[…]` → `[…, 1]`. */
export function withLastAxis(x: Tensor): Tensor {
  return reshape(x, [...x.shape, 1]);
}

/** `[…, 1]` → `[…]`. */
export function withoutLastAxis(x: Tensor): Tensor {
  return reshape(x, x.shape.slice(0, -1));
}
