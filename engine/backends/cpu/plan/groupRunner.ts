import { allocate, type TypedArray } from '../../../tensor/dtype';
import { heap, RESIDENT_FROM } from '../heap';
import { compileLanes, type RunLanes } from '../lanes/kernel';
import type { Group } from './group';
import { Value } from './value';

/** What the kernel of a group writes: a value itself, or a copy of it in the heap that is then brought home. */
interface Output {
  readonly value: Value;
  readonly written: Value;
}

/** Runs a group as one loop over the heap; where an operand has no room there, its kernels one by one, with the same result. */
export class GroupRunner {
  /** Values of its own that have to lie in the heap. */
  readonly scratch: Value[] = [];
  private readonly outputs: Output[] = [];
  private readonly copies: (Value | null)[];
  private readonly sums: Value | null;
  private readonly memory = heap().kernels.memory.buffer;
  private readonly operands: number[];
  private kernel: RunLanes | null = null;
  private sumsView: Float64Array | null = null;

  constructor(
    private readonly group: Group,
    private readonly values: readonly Value[],
    /** Members that somebody outside asks for. */
    stored: readonly Value[],
    outlives: (value: Value) => boolean,
  ) {
    const { lanes, inputs, sums, members, size, columns } = group;
    for (const value of stored) {
      const lane = members.get(value)!;
      lanes.output(lane.kind === 'mask' ? lanes.number(lane) : lane);
      const copied = lane.kind === 'mask' || (outlives(value) && size < RESIDENT_FROM);
      this.outputs.push({ value, written: copied ? this.own(size) : value });
    }
    // Small operands from outside may lie anywhere.
    this.copies = inputs.map(({ value, reach }) =>
      reach === 'scalar' || value.size >= RESIDENT_FROM ? null : this.own(value.size),
    );
    this.sums = sums.length === 0 ? null : this.own(2 * sums.length);
    const places = inputs.length + this.outputs.length + (this.sums === null ? 0 : 1);
    this.operands = [columns === 0 ? 0 : size / columns, columns, ...new Array<number>(places).fill(0)];
  }

  run(): void {
    if (!this.place()) return this.runOneByOne();
    this.kernel ??= compileLanes(this.group.lanes);
    this.kernel(...this.operands);
    this.bringHome();
  }

  /** Addresses of all operands; false where one has none. */
  private place(): boolean {
    const { operands, outputs, copies } = this;
    const { inputs } = this.group;
    let at = 2;
    for (let i = 0; i < inputs.length; i++) {
      const { value, reach } = inputs[i];
      const { storage } = value;
      if (reach === 'scalar') operands[at++] = storage[0];
      else if (storage.buffer === this.memory) operands[at++] = storage.byteOffset;
      else {
        const copy = copies[i];
        if (copy === null || copy.storage.buffer !== this.memory) return false;
        copyFew(storage, copy.storage);
        operands[at++] = copy.storage.byteOffset;
      }
    }
    for (let i = 0; i < outputs.length; i++) {
      const { storage } = outputs[i].written;
      if (storage.buffer !== this.memory) return false;
      operands[at++] = storage.byteOffset;
    }
    if (this.sums === null) return true;
    operands[at] = this.sums.storage.byteOffset;
    return this.sums.storage.buffer === this.memory;
  }

  private bringHome(): void {
    for (const { value, written } of this.outputs) if (written !== value) copyFew(written.storage, value.storage);
    if (this.sums === null) return;
    const { sums, size } = this.group;
    const view = (this.sumsView ??= new Float64Array(this.memory, this.sums.storage.byteOffset, sums.length));
    for (let i = 0; i < sums.length; i++) sums[i].value.storage[0] = sums[i].ofSum(view[i], size);
  }

  private runOneByOne(): void {
    const stored = new Set([...this.outputs.map(({ value }) => value), ...this.group.sums.map(({ value }) => value)]);
    for (const { kernel, inputs, outputs, attributes } of this.group.items) {
      const to = this.values[outputs[0]];
      if (!stored.has(to)) to.place(allocate(to.dtype, to.size));
      kernel.cpu(
        inputs.map((one) => this.values[one]),
        [to],
        attributes as never,
      );
    }
  }

  private own(size: number): Value {
    const value = new Value({ shape: [size], dtype: 'float32' });
    this.scratch.push(value);
    return value;
  }
}

/** A call of `set` costs more than a short loop. */
function copyFew(from: TypedArray, to: TypedArray): void {
  if (from.length > 64) to.set(from);
  else for (let i = 0; i < from.length; i++) to[i] = from[i];
}
