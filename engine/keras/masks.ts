/**
 * Which steps of a sequence count: a layer puts a mask `[b, steps]` beside its output, and layers, losses and metrics
 * behind it go by that mask. It is Keras' `_keras_mask`; it lasts as long as its own tensor does.
 */
import type { Tensor } from '../tensor/tensor';

const masks = new WeakMap<Tensor, Tensor>();

/** The mask that goes with a tensor; null where all of it counts. */
export function maskOf(tensor: Tensor): Tensor | null {
  const mask = masks.get(tensor);
  return mask === undefined || mask.disposed ? null : mask;
}

/** Puts a mask beside a tensor; none for null. Returns the tensor. */
export function withMask(tensor: Tensor, mask: Tensor | null): Tensor {
  if (mask !== null) masks.set(tensor, mask);
  return tensor;
}
