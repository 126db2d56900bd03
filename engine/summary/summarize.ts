import { WebgpuBackend } from '../backends/webgpu/webgpuBackend';
import type { Summary } from '../protocol/tensorView';
import type { TypedArray } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import { summarizeArray } from './cpuSummary';
import { summarizeOnWebgpu } from './webgpuSummary';

/** What a frame says of a tensor: its summary, and its numbers where they are few (−0 stays −0). */
export interface TensorFacts {
  readonly summary: Summary;
  /** Row-major, bools as 0 and 1; null above `SMALL` elements. */
  readonly data: readonly number[] | null;
}

/** The protocol's `SMALL_TENSOR`: as many numbers travel with a frame. */
export const SMALL = 64;

/**
 * The facts of every tensor of the list, in its order. All live on one backend. On WebGPU the whole
 * list costs one kernel and one read; on the CPU the answer is there at once (`summarizeSync`).
 */
export async function summarize(tensors: readonly Tensor[]): Promise<TensorFacts[]> {
  if (tensors.length === 0) return [];
  const { backend } = tensors[0];
  for (const tensor of tensors) tensor.assertLive();
  return backend instanceof WebgpuBackend ? summarizeOnWebgpu(backend, tensors, SMALL) : tensors.map(summarizeSync);
}

/** The facts of a tensor on the CPU. Throws where the backend cannot answer at once. */
export function summarizeSync(tensor: Tensor): TensorFacts {
  const data = tensor.backend.name === 'cpu' ? (tensor.storage as TypedArray) : tensor.dataSync();
  return { summary: summarizeArray(data), data: data.length <= SMALL ? Array.from(data) : null };
}
