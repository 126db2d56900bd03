import { allocate, type DType, type TypedArray } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import type { Attributes, Backend, CpuOperand, Kernel, Plan, Schedule } from '../../tensor/backend';
import { heap, RESIDENT_FROM } from './heap';
import { runInLanes } from './lanes/eager';
import { CpuPlan } from './plan/cpuPlan';

/**
 * Typed arrays in this thread's own memory. Storage is a plain typed array that the garbage
 * collector ends, so nothing leaks where a tensor is not disposed by hand, and a tiny op costs an
 * allocation and a loop. Large float32 tensors live in the memory of the WASM kernels while there is
 * room (`heap.ts`); disposing them gives that room back at once.
 */
export class CpuBackend implements Backend {
  readonly name = 'cpu';

  /** Takes small arrays over and copies large ones. */
  upload(tensor: Tensor, data: TypedArray): void {
    if (!isLarge(tensor)) {
      tensor.storage = data;
      return;
    }
    const storage = heap().allocate(tensor.size);
    storage?.set(data);
    // Without room the array is taken over, unless it is somebody's block.
    tensor.storage = storage ?? (heap().holds(data as Float32Array) ? data.slice() : data);
  }

  run(kernel: Kernel, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: Attributes): void {
    if (kernel.aliases) {
      this.alias(inputs[0], outputs[0]);
      return;
    }
    for (let i = 0; i < outputs.length; i++) outputs[i].storage = this.storageFor(outputs[i].dtype, outputs[i].size);
    if (kernel.lanes !== undefined && isLarge(outputs[0])) {
      if (runInLanes(kernel, inputs as unknown as CpuOperand[], outputs as unknown as CpuOperand[], attributes)) return;
    }
    kernel.cpu(inputs as unknown as CpuOperand[], outputs as unknown as CpuOperand[], attributes as never);
  }

  alias(source: Tensor, target: Tensor): void {
    if (isLarge(source) && heap().holds(source.storage as Float32Array)) heap().retain(source.storage as Float32Array);
    target.storage = source.storage;
  }

  async read(tensor: Tensor): Promise<TypedArray> {
    return this.readSync(tensor);
  }

  readSync(tensor: Tensor): TypedArray {
    return (tensor.storage as TypedArray).slice();
  }

  plan(schedule: Schedule): Plan {
    return new CpuPlan(schedule, this);
  }

  /** An array of its own is left to the garbage collector: it may still be shared with another tensor. */
  free(tensor: Tensor): void {
    const { storage } = tensor;
    tensor.storage = null;
    if (isLarge(tensor) && storage !== null && heap().holds(storage as Float32Array)) {
      heap().release(storage as Float32Array);
    }
  }

  /** Room for the result of a kernel, which writes every element: what is in it does not matter. */
  storageFor(dtype: DType, size: number): TypedArray {
    if (dtype === 'float32' && size >= RESIDENT_FROM) return heap().allocate(size) ?? allocate(dtype, size);
    return allocate(dtype, size);
  }
}

function isLarge({ dtype, size }: Tensor): boolean {
  return dtype === 'float32' && size >= RESIDENT_FROM;
}

export const cpuBackend = new CpuBackend();
