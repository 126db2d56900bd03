import { sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';

/** How a gather sees its tensors: params as [batch, outer, count, inner], indices as [batch, picked]. */
export interface GatherView {
  readonly batch: number;
  readonly outer: number;
  readonly count: number;
  readonly picked: number;
  readonly inner: number;
}

export function gatherView(
  params: TensorSpec,
  indices: TensorSpec,
  { axis, batchDims }: { readonly axis: number; readonly batchDims: number },
): GatherView {
  const at = axis < 0 ? axis + params.shape.length : axis;
  return {
    batch: sizeOf(params.shape.slice(0, batchDims)),
    outer: sizeOf(params.shape.slice(batchDims, at)),
    count: params.shape[at],
    picked: sizeOf(indices.shape.slice(batchDims)),
    inner: sizeOf(params.shape.slice(at + 1)),
  };
}
