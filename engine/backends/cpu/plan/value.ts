import type { CpuOperand } from '../../../tensor/backend';
import type { DType, TypedArray } from '../../../tensor/dtype';
import { type Shape, sizeOf } from '../../../tensor/shape';
import type { Tensor, TensorSpec } from '../../../tensor/tensor';

/** A value of a plan as kernels see it. What lies behind it stays for good, or changes with every run. */
export class Value implements CpuOperand {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly size: number;
  storage: TypedArray = NONE;
  /** The value as a tensor, in the present run. */
  tensor: Tensor | null = null;
  /** The tensor that gives the storage back, in the present run. */
  owner: Tensor | null = null;
  /** The value whose storage it shares under another shape; itself where it has its own. */
  root: Value = this;
  /** Holds the block that the storage is a part of: without a view of it, its room would be given away. */
  block: Float32Array | null = null;
  /** Values that share this storage. */
  readonly aliases: Value[] = [];

  constructor({ shape, dtype }: TensorSpec) {
    this.shape = shape;
    this.dtype = dtype;
    this.size = sizeOf(shape);
  }

  shareWith(root: Value): void {
    this.root = root;
    root.aliases.push(this);
  }

  /** Takes its place, from element `at` on, in a block that lives as long as it does. */
  lieIn(block: Float32Array, at: number): void {
    this.block = block;
    this.place(new Float32Array(block.buffer, block.byteOffset + 4 * at, this.size));
  }

  forget(): void {
    this.tensor = null;
    this.owner = null;
  }

  /** Lets it, and whatever shares its storage, lie in this array. */
  place(storage: TypedArray): void {
    this.storage = storage;
    const { aliases } = this;
    for (let i = 0; i < aliases.length; i++) aliases[i].storage = storage;
  }
}

const NONE = new Float32Array(0);
