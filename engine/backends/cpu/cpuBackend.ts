import { allocate, type TypedArray } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import type { Attributes, Backend, CpuOperand, Kernel } from '../../tensor/backend';

/**
 * Typed arrays in this thread's own memory. Storage is a plain typed array that the garbage
 * collector ends, so nothing leaks where a tensor is not disposed by hand, and a tiny op costs an
 * allocation and a loop.
 */
export class CpuBackend implements Backend {
  readonly name = 'cpu';

  upload(tensor: Tensor, data: TypedArray): void {
    tensor.storage = data;
  }

  run(kernel: Kernel, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: Attributes): void {
    if (kernel.aliases) {
      outputs[0].storage = inputs[0].storage;
      return;
    }
    for (let i = 0; i < outputs.length; i++) outputs[i].storage = allocate(outputs[i].dtype, outputs[i].size);
    kernel.cpu(inputs as unknown as CpuOperand[], outputs as unknown as CpuOperand[], attributes as never);
  }

  alias(source: Tensor, target: Tensor): void {
    target.storage = source.storage;
  }

  async read(tensor: Tensor): Promise<TypedArray> {
    return this.readSync(tensor);
  }

  readSync(tensor: Tensor): TypedArray {
    return (tensor.storage as TypedArray).slice();
  }

  /** The garbage collector takes it: the array may still be shared with another tensor. */
  free(): void {}
}

export const cpuBackend = new CpuBackend();
