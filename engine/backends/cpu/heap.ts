import { instantiate, type WasmKernels } from './wasmKernels';

/** Elements from which float32 numbers live in WASM memory; below, an array of one's own costs less. Measured. */
export const RESIDENT_FROM = 256;

/**
 * It never grows: growing would take the memory away under every view of it. The machine gives
 * pages as they are first touched. What finds no room lives in arrays of its own, as small tensors do.
 */
const HEAP_BYTES = 64 * 2 ** 20;

/** Between blocks, so that arrays of a multiple of 4 KB don't all start at the same place of a page. */
const GAP = 192;

/**
 * Large float32 arrays inside the memory of the WASM kernels, which then need no copies. A block is
 * given out as one view, which tensors may share: it counts its owners, and is used again when the
 * last one has released it, or when the garbage collector has ended the view.
 */
export class Heap {
  private readonly buffer: ArrayBufferLike;
  /** Free ranges by address, in bytes; no two touch. */
  private readonly starts: number[];
  private readonly ends: number[];
  private readonly blocks = new Map<number, { readonly end: number; owners: number }>();
  /** Blocks without an owner, by size: a step of training asks for the sizes of the step before. */
  private readonly idle = new Map<number, Float32Array[]>();
  private readonly forgotten = new FinalizationRegistry<number>((address) => this.end(address));

  constructor(readonly kernels: WasmKernels) {
    this.buffer = kernels.memory.buffer;
    this.starts = [kernels.base];
    this.ends = [this.buffer.byteLength];
  }

  /** An array with one owner, holding whatever was there before; null where there is no room. */
  allocate(size: number): Float32Array | null {
    const used = this.idle.get(size)?.pop();
    if (used !== undefined) {
      this.blocks.get(used.byteOffset)!.owners = 1;
      return used;
    }
    const address = this.borrow(size);
    if (address === 0) return null;
    const view = new Float32Array(this.buffer, address, size);
    this.forgotten.register(view, address, view);
    return view;
  }

  /** Whether the array is a block of this memory. */
  holds(array: Float32Array): boolean {
    return array.length >= RESIDENT_FROM && array.buffer === this.buffer;
  }

  retain(view: Float32Array): void {
    this.owned(view).owners++;
  }

  /** One owner fewer; the last one ends the block, and nobody may look at the view again. */
  release(view: Float32Array): void {
    if (--this.owned(view).owners > 0) return;
    const idle = this.idle.get(view.length);
    if (idle === undefined) this.idle.set(view.length, [view]);
    else idle.push(view);
  }

  /** The address of room for `size` floats without a view, until `giveBack`; 0 where there is none. */
  borrow(size: number): number {
    const bytes = ((4 * size + 63) & ~63) + GAP;
    return this.take(bytes) || (this.endIdle() ? this.take(bytes) : 0);
  }

  giveBack(address: number): void {
    this.end(address);
  }

  /** Bytes that nobody owns. */
  get free(): number {
    this.endIdle();
    return this.starts.reduce((sum, start, i) => sum + this.ends[i] - start, 0);
  }

  private owned(view: Float32Array): { owners: number } {
    const block = this.blocks.get(view.byteOffset);
    if (block === undefined || block.owners === 0) throw new Error('internal: memory was used after its last owner');
    return block;
  }

  private take(bytes: number): number {
    const { starts, ends } = this;
    for (let i = 0; i < starts.length; i++) {
      const address = starts[i];
      if (ends[i] - address < bytes) continue;
      if (ends[i] - address === bytes) {
        starts.splice(i, 1);
        ends.splice(i, 1);
      } else starts[i] = address + bytes;
      this.blocks.set(address, { end: address + bytes, owners: 1 });
      return address;
    }
    return 0;
  }

  /** Idle blocks become room of any size again; whether there was one. */
  private endIdle(): boolean {
    let any = false;
    for (const views of this.idle.values()) {
      for (const view of views) {
        this.forgotten.unregister(view);
        this.end(view.byteOffset);
        any = true;
      }
    }
    this.idle.clear();
    return any;
  }

  private end(address: number): void {
    const { starts, ends } = this;
    const { end } = this.blocks.get(address)!;
    this.blocks.delete(address);
    let at = 0;
    while (at < starts.length && starts[at] < address) at++;
    const joinsBefore = at > 0 && ends[at - 1] === address;
    const joinsAfter = at < starts.length && starts[at] === end;
    if (joinsBefore && joinsAfter) {
      ends[at - 1] = ends[at];
      starts.splice(at, 1);
      ends.splice(at, 1);
    } else if (joinsBefore) ends[at - 1] = end;
    else if (joinsAfter) starts[at] = address;
    else {
      starts.splice(at, 0, address);
      ends.splice(at, 0, end);
    }
  }
}

let shared: Heap | null = null;

/** The heap of this thread, made when it is first needed. */
export function heap(): Heap {
  return (shared ??= new Heap(instantiate(HEAP_BYTES, false)));
}
