/**
 * The line of the script worker: items go to the engine worker as messages, in batches; answers come
 * back through shared memory, on which this thread waits. See `stream/link.ts`.
 */
import type { StreamItem } from '../stream/items';
import { CONTROL, DATA_BYTES, type FromScript, MAX_BATCHES_AHEAD } from '../stream/link';
import { Packer } from '../stream/pack';
import { allocate, bytesPerElement, type TypedArray } from '../tensor/dtype';
import { ValueError } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import type { ScriptLine } from './line';
import { Interrupted } from './sandbox';

/** Items of one message: large enough that its fixed cost vanishes, small enough to keep the engine busy. */
const BATCH_ITEMS = 1024;
/** Numbers of uploads in one message, in bytes. */
const BATCH_BYTES = 4 << 20;
/** How long a wait lasts before the interrupt flag is looked at, in milliseconds. */
const WAIT = 50;

export type Post = (message: FromScript, transfer?: ArrayBuffer[]) => void;

export class SharedLine implements ScriptLine {
  private readonly control: Int32Array;
  private readonly packer = new Packer();
  private sequence: number;

  constructor(
    control: SharedArrayBuffer,
    private readonly data: SharedArrayBuffer,
    private readonly run: number,
    private readonly post: Post,
    /** Numbers of batches and reads go on from run to run. */
    private readonly counters: { sequence: number; request: number },
  ) {
    this.control = new Int32Array(control);
    this.sequence = counters.sequence;
  }

  push(item: StreamItem): void {
    const { packer } = this;
    packer.add(item);
    // A print is seen at once, even when an endless loop follows.
    const isSeen = item.t === 'printed' || item.t === 'output';
    if (packer.items >= BATCH_ITEMS || packer.bytes >= BATCH_BYTES || isSeen) this.flush();
  }

  flush(): void {
    if (this.packer.items > 0) this.send(null);
  }

  read(tensor: Tensor): TypedArray {
    this.flush();
    const result = allocate(tensor.dtype, tensor.size);
    const perPiece = DATA_BYTES / bytesPerElement(tensor.dtype);
    for (let offset = 0; offset < tensor.size; offset += perPiece) {
      const count = Math.min(perPiece, tensor.size - offset);
      result.set(this.readPiece(tensor, offset, count), offset);
    }
    return result;
  }

  gate(step: number): void {
    this.send(step);
    for (;;) {
      this.waitWhile(CONTROL.credits, (credits) => credits <= 0);
      const credits = Atomics.load(this.control, CONTROL.credits);
      if (credits <= 0) continue;
      if (Atomics.compareExchange(this.control, CONTROL.credits, credits, credits - 1) === credits) return;
    }
  }

  stopped(): boolean {
    return Atomics.load(this.control, CONTROL.interrupt) === this.run;
  }

  private send(gate: number | null): void {
    // Who is told to end sends what there is so far, and waits for nothing.
    if (!this.stopped()) this.waitWhile(CONTROL.batchDone, (done) => this.sequence - done >= MAX_BATCHES_AHEAD);
    this.sequence = ++this.counters.sequence;
    const batch = this.packer.take();
    this.post({ type: 'batch', run: this.run, sequence: this.sequence, batch, gate }, [batch.words.buffer]);
  }

  private readPiece(tensor: Tensor, offset: number, count: number): TypedArray {
    const request = ++this.counters.request;
    this.post({ type: 'read', run: this.run, request, tensor: tensor.id, offset, count });
    this.waitWhile(CONTROL.readAnswered, (answered) => answered < request);
    const bytes = Atomics.load(this.control, CONTROL.readBytes);
    if (bytes < 0) {
      const message = this.copy(Atomics.load(this.control, CONTROL.readMessage));
      throw new ValueError(new TextDecoder().decode(message));
    }
    const { buffer } = this.copy(bytes);
    switch (tensor.dtype) {
      case 'float32':
        return new Float32Array(buffer);
      case 'float64':
        return new Float64Array(buffer);
      case 'int32':
        return new Int32Array(buffer);
      case 'bool':
        return new Uint8Array(buffer);
    }
  }

  private copy(bytes: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.data, 0, bytes).slice() as Uint8Array<ArrayBuffer>;
  }

  /** Sleeps until the word is as wanted. Throws `Interrupted` when the script is told to end meanwhile. */
  private waitWhile(index: number, unwanted: (value: number) => boolean): void {
    for (;;) {
      const value = Atomics.load(this.control, index);
      if (!unwanted(value)) return;
      if (this.stopped()) throw new Interrupted();
      Atomics.wait(this.control, index, value, WAIT);
    }
  }
}
