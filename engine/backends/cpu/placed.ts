import { type Heap, heap, RESIDENT_FROM } from './heap';

/** Small operands of one kernel are copied here: room for as many as a kernel has. */
const SLOTS = 3;
/** Arrays up to this many elements are copied by a loop: a call of `set` costs more than it. */
const LOOP_COPY = 64;

/**
 * The operands of one WASM kernel, by address. What lives in the heap is used where it is; anything
 * else is copied in, and the result out. One kernel at a time: `start`, the operands, the kernel, `finish`.
 */
class Placed {
  private readonly slots: number[] = [];
  private readonly borrowed: number[] = [];
  private readonly memory: Float32Array;
  private next = 0;

  constructor(readonly heap: Heap) {
    this.memory = new Float32Array(heap.kernels.memory.buffer);
    for (let i = 0; i < SLOTS; i++) this.slots.push(heap.borrow(RESIDENT_FROM));
  }

  /** The address of `size` elements of an operand from `start` on; 0 where there is no room. */
  input(from: Float32Array, start: number, size: number): number {
    if (this.heap.holds(from)) return from.byteOffset + 4 * start;
    const address = this.room(size);
    if (address === 0) return 0;
    const to = address >> 2;
    if (size <= LOOP_COPY) for (let i = 0; i < size; i++) this.memory[to + i] = from[start + i];
    else this.memory.set(size === from.length ? from : from.subarray(start, start + size), to);
    return address;
  }

  /** Where a result goes; `collect` brings it home. 0 where there is no room. */
  output(to: Float32Array, start: number, size: number): number {
    return this.heap.holds(to) ? to.byteOffset + 4 * start : this.room(size);
  }

  collect(address: number, to: Float32Array, start: number, size: number): void {
    if (this.heap.holds(to)) return;
    const from = address >> 2;
    if (size <= LOOP_COPY) for (let i = 0; i < size; i++) to[start + i] = this.memory[from + i];
    else to.set(this.memory.subarray(from, from + size), start);
  }

  /** Ends what was copied in. */
  finish(): void {
    this.next = 0;
    while (this.borrowed.length > 0) this.heap.giveBack(this.borrowed.pop()!);
  }

  private room(size: number): number {
    if (size <= RESIDENT_FROM) return this.slots[this.next++];
    const address = this.heap.borrow(size);
    if (address !== 0) this.borrowed.push(address);
    return address;
  }
}

let shared: Placed | null = null;

/** The operands of this thread's kernels. */
export function placed(): Placed {
  return (shared ??= new Placed(heap()));
}
